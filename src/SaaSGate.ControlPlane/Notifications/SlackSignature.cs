using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SaaSGate.ControlPlane.Notifications;

/// <summary>How it is known that Slack speaks: <c>v0=</c> and HMAC-SHA256 in hexadecimal, under the app's signing secret, over <c>v0:</c>, the time stamp, a colon and the body.</summary>
/// <remarks>https://docs.slack.dev/authentication/verifying-requests-from-slack/</remarks>
internal static class SlackSignature
{
    public const string SignatureHeader = "X-Slack-Signature", TimestampHeader = "X-Slack-Request-Timestamp";
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>Whether body and time stamp are signed with the secret, now or a little while ago.</summary>
    public static bool IsValid(string secret, string? timestamp, string? signature, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (signature is null || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs((double)now.ToUnixTimeSeconds() - seconds) > Tolerance.TotalSeconds)
            return false;
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature), Encoding.UTF8.GetBytes(Of(secret, timestamp, body)));
    }

    /// <summary>The signature.</summary>
    public static string Of(string secret, string timestamp, ReadOnlySpan<byte> body) =>
        $"v0={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), (byte[])[.. Encoding.UTF8.GetBytes($"v0:{timestamp}:"), .. body]))}";
}
