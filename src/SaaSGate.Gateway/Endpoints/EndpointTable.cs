namespace SaaSGate.Gateway.Endpoints;

/// <summary>
/// Which paths are forwarded. The raw request target is compared, so that no encoding, dot segment or double slash can
/// mean one thing here and another upstream.
/// </summary>
internal static class EndpointTable
{
    private const string ModelsPrefix = "/v1/models/";

    /// <summary>The endpoint for a method and a raw path (without query).</summary>
    public static ClaudeEndpoint Find(string method, string path) => (method, path) switch
    {
        ("POST", "/v1/messages") => ClaudeEndpoint.Messages,
        ("POST", "/v1/messages/count_tokens") => ClaudeEndpoint.CountTokens,
        ("POST", "/v1/complete") => ClaudeEndpoint.Complete,
        ("GET", "/v1/models") => ClaudeEndpoint.Models,
        ("GET", _) when path.StartsWith(ModelsPrefix, StringComparison.Ordinal) && IsModelId(path.AsSpan(ModelsPrefix.Length)) => ClaudeEndpoint.Models,
        _ => ClaudeEndpoint.Unknown,
    };

    private static bool IsModelId(ReadOnlySpan<char> id)
    {
        if (id.IsEmpty || id[0] == '.')
            return false;
        foreach (var character in id)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('-' or '.' or '_' or '@' or ':'))
                return false;
        }
        return true;
    }
}
