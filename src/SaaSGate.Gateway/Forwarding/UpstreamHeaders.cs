using System.Collections.Frozen;

namespace SaaSGate.Gateway.Forwarding;

/// <summary>Which headers pass, in either direction.</summary>
internal static class UpstreamHeaders
{
    private static readonly FrozenSet<string> NotForwarded = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
        "host", "content-length", "content-encoding", "accept-encoding", "expect", "authorization", "x-api-key", "cookie", "forwarded", "via",
        "x-real-ip");

    private static readonly FrozenSet<string> NotReturned = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "connection", "keep-alive", "proxy-authenticate", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "content-length",
        "content-encoding", "set-cookie", "anthropic-organization-id", "alt-svc", "server");

    private static readonly FrozenSet<string> Recorded = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "anthropic-version", "anthropic-beta", "user-agent", "accept");

    /// <summary>True for request headers that go to Claude.</summary>
    public static bool IsForwarded(string name) =>
        !NotForwarded.Contains(name) && !name.StartsWith("saasgate-", StringComparison.OrdinalIgnoreCase)
        && !name.StartsWith("x-forwarded-", StringComparison.OrdinalIgnoreCase) && !name.StartsWith(':');

    /// <summary>True for response headers that go to the skill.</summary>
    public static bool IsReturned(string name) => !NotReturned.Contains(name);

    /// <summary>True for request headers that a record keeps: none that can hold a credential.</summary>
    public static bool IsRecorded(string name) => Recorded.Contains(name);
}
