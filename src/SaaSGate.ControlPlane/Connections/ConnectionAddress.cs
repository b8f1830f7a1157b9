namespace SaaSGate.ControlPlane.Connections;

/// <summary>Where a connection may point, and what of its credential people see.</summary>
internal static class ConnectionAddress
{
    private const int HintLength = 4;

    /// <summary>The address without a slash at its end; null when it is none that a gateway may call.</summary>
    public static string? Normalize(string? text) =>
        Uri.TryCreate(text?.Trim(), UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
        && uri is { UserInfo: "", Query: "", Fragment: "" }
            ? uri.AbsoluteUri.TrimEnd('/')
            : null;

    /// <summary>The last characters, of a credential long enough to keep the rest secret.</summary>
    public static string Hint(string credential) => credential.Length >= 4 * HintLength ? credential[^HintLength..] : "";
}
