namespace SaaSGate.Gateway.Requests;

/// <summary>The request target as it stood on the wire.</summary>
internal static class RequestTarget
{
    /// <summary>Path and query, both as sent, the query without its question mark.</summary>
    public static (string Path, string Query) Split(string rawTarget)
    {
        var mark = rawTarget.IndexOf('?', StringComparison.Ordinal);
        return mark < 0 ? (rawTarget, "") : (rawTarget[..mark], rawTarget[(mark + 1)..]);
    }
}
