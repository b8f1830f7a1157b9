namespace SaaSGate.ControlPlane.Federation;

/// <summary>Where a browser goes after a sign-in: a path of the portal, and nothing that a browser could take for another site's address.</summary>
internal static class ReturnPath
{
    private const int Longest = 2000;

    /// <summary>The path; that of the first page where it is none of the portal's.</summary>
    public static string Of(string? path) =>
        path is { Length: > 0 and <= Longest } && path[0] == '/' && (path.Length == 1 || path[1] is not ('/' or '\\')) && path.All(letter => letter is > ' ' and < '\u007f' and not '\\')
        && Uri.TryCreate(new Uri("https://portal.invalid"), path, out var whole) && whole.Host == "portal.invalid" && whole.Scheme == Uri.UriSchemeHttps
            ? path
            : "/";
}
