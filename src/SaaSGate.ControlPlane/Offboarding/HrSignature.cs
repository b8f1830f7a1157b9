using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SaaSGate.ControlPlane.Offboarding;

/// <summary>
/// How it is known that the HR system speaks, as SaaSGate's own webhooks do: <c>saasgate-signature: v1=</c> and HMAC-SHA256 in hexadecimal, under the secret,
/// over the seconds in <c>saasgate-timestamp</c>, a dot and the body.
/// </summary>
internal static class HrSignature
{
    public const string SignatureHeader = "saasgate-signature", TimestampHeader = "saasgate-timestamp";
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>Whether body and time stamp are signed with the secret, now or a little while ago.</summary>
    public static bool IsValid(byte[] secret, string? timestamp, string? signature, ReadOnlySpan<byte> body, DateTimeOffset now) =>
        signature is not null && long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && Math.Abs((double)now.ToUnixTimeSeconds() - seconds) <= Tolerance.TotalSeconds
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature), Encoding.UTF8.GetBytes(Of(secret, timestamp, body)));

    /// <summary>The signature.</summary>
    public static string Of(byte[] secret, string timestamp, ReadOnlySpan<byte> body) =>
        $"v1={Convert.ToHexStringLower(HMACSHA256.HashData(secret, (byte[])[.. Encoding.ASCII.GetBytes($"{timestamp}."), .. body]))}";
}
