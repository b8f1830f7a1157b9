using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace SaaSGate.Simulator.Wire;

/// <summary>The headers that every answer of Claude carries. The numbers are of a large organisation that has used nothing yet.</summary>
internal static class ClaudeHeaders
{
    public const string OrganizationId = "0b6f1c52-7d0e-4c0c-9a53-5150a7e51000";

    public const string WorkspaceId = "wrkspc_01SimulatorSimulatorSim";

    private static readonly (string Name, int Limit)[] Limits = [("input-tokens", 2_000_000), ("output-tokens", 400_000), ("tokens", 2_400_000)];

    public static void Identify(HttpResponse response, string requestId)
    {
        response.Headers["request-id"] = requestId;
        response.Headers["anthropic-organization-id"] = OrganizationId;
        response.Headers["anthropic-workspace-id"] = WorkspaceId;
        response.Headers.Vary = "Accept-Encoding";
    }

    public static void RateLimits(HttpResponse response, DateTimeOffset now, int inputTokens)
    {
        var reset = now.ToUniversalTime().AddSeconds(1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        Write(response, "requests", 20_000, 19_999, reset);
        foreach (var (name, limit) in Limits)
            Write(response, name, limit, name is "output-tokens" ? limit : Math.Max(0, limit - inputTokens), reset);
    }

    private static void Write(HttpResponse response, string name, int limit, int remaining, string reset)
    {
        response.Headers["anthropic-ratelimit-" + name + "-limit"] = limit.ToString(CultureInfo.InvariantCulture);
        response.Headers["anthropic-ratelimit-" + name + "-remaining"] = remaining.ToString(CultureInfo.InvariantCulture);
        response.Headers["anthropic-ratelimit-" + name + "-reset"] = reset;
    }
}
