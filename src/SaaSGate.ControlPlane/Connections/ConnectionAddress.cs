using SaaSGate.Contracts.Addresses;

namespace SaaSGate.ControlPlane.Connections;

/// <summary>Where a connection may point, and what of its credential people see.</summary>
internal static class ConnectionAddress
{
    private const int HintLength = 4;

    /// <summary>The address without a slash at its end; null when it is none that a gateway may call.</summary>
    /// <param name="text">What was given.</param>
    /// <param name="allowPrivate">Whether this machine and private networks are allowed, and plain http to this machine.</param>
    public static string? Normalize(string? text, bool allowPrivate) =>
        Uri.TryCreate(text?.Trim(), UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback && allowPrivate))
        && uri is { UserInfo: "", Query: "", Fragment: "" }
        && (allowPrivate || !PublicAddress.IsExcluded(uri))
            ? uri.AbsoluteUri.TrimEnd('/')
            : null;

    /// <summary>The last characters, of a credential long enough to keep the rest secret.</summary>
    public static string Hint(string credential) => credential.Length >= 4 * HintLength ? credential[^HintLength..] : "";
}
