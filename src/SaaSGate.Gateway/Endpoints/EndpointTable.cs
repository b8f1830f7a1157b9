using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.Gateway.Endpoints;

/// <summary>
/// Which paths are forwarded. The raw request target is compared, so that no encoding, dot segment or double slash can
/// mean one thing here and another upstream.
/// </summary>
internal static class EndpointTable
{
    private const string ModelsPrefix = "/v1/models/", BatchesPath = "/v1/messages/batches", BatchesPrefix = BatchesPath + "/";

    /// <summary>The endpoint for a method and a raw path (without query).</summary>
    public static ClaudeEndpoint Find(string method, string path) => (method, path) switch
    {
        ("POST", "/v1/messages") => ClaudeEndpoint.Messages,
        ("POST", "/v1/messages/count_tokens") => ClaudeEndpoint.CountTokens,
        ("POST", "/v1/complete") => ClaudeEndpoint.Complete,
        ("GET", "/v1/models") => ClaudeEndpoint.Models,
        ("GET", _) when path.StartsWith(ModelsPrefix, StringComparison.Ordinal) && IsModelId(path.AsSpan(ModelsPrefix.Length)) => ClaudeEndpoint.Models,
        ("POST", BatchesPath) => ClaudeEndpoint.BatchCreate,
        ("GET", BatchesPath) => ClaudeEndpoint.BatchList,
        _ when BatchIdIn(path) is { } id => (method, path[(BatchesPrefix.Length + id.Length)..]) switch
        {
            ("GET", "") => ClaudeEndpoint.BatchGet,
            ("GET", "/results") => ClaudeEndpoint.BatchResults,
            ("POST", "/cancel") => ClaudeEndpoint.BatchCancel,
            ("DELETE", "") => ClaudeEndpoint.BatchDelete,
            _ => ClaudeEndpoint.Unknown,
        },
        _ => ClaudeEndpoint.Unknown,
    };

    /// <summary>The path of a batch.</summary>
    public static string PathOf(string batchId) => BatchesPrefix + batchId;

    /// <summary>The batch that a raw path names; null where it names none.</summary>
    public static string? BatchIdIn(string path)
    {
        if (!path.StartsWith(BatchesPrefix, StringComparison.Ordinal))
            return null;
        var rest = path.AsSpan(BatchesPrefix.Length);
        var id = rest.IndexOf('/') is >= 0 and var end ? rest[..end] : rest;
        return BatchId.Is(id) ? id.ToString() : null;
    }

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
