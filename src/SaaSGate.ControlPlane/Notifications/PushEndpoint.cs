using System.Buffers.Text;
using System.Security.Cryptography;
using SaaSGate.Contracts.Addresses;

namespace SaaSGate.ControlPlane.Notifications;

/// <summary>The way to a browser, as its <c>PushSubscription.toJSON()</c> has it. Whoever has it reaches the browser.</summary>
/// <param name="Endpoint">https://… of the push service.</param>
/// <param name="P256dh">The browser's public key, base64url.</param>
/// <param name="Auth">The browser's secret, base64url.</param>
internal sealed record PushEndpoint(string Endpoint, string P256dh, string Auth)
{
    private const int LongestEndpoint = 2000;

    /// <summary>Whether it can be sent to.</summary>
    public bool IsUsable(bool allowPrivate)
    {
        try
        {
            _ = PushEncryption.PointOf(Key());
            return Secret().Length == PushEncryption.SecretBytes && Endpoint.Length <= LongestEndpoint && Uri.TryCreate(Endpoint, UriKind.Absolute, out var uri)
                && uri.Scheme == Uri.UriSchemeHttps && uri is { UserInfo: "", Fragment: "" } && (allowPrivate || !PublicAddress.IsExcluded(uri));
        }
        catch (Exception unreadable) when (unreadable is FormatException or CryptographicException)
        {
            return false;
        }
    }

    public byte[] Key() => Base64Url.DecodeFromChars(P256dh.TrimEnd('='));

    public byte[] Secret() => Base64Url.DecodeFromChars(Auth.TrimEnd('='));

    /// <summary>Says nothing of it.</summary>
    public override string ToString() => nameof(PushEndpoint);
}
