using Microsoft.AspNetCore.Http;
using SaaSGate.Gateway.Authentication;
using SaaSGate.Gateway.Endpoints;
using SaaSGate.Inspection;

namespace SaaSGate.Gateway.Requests;

/// <summary>Step 2's result: the whole request, decoded, within Claude's limits. The body's memory goes back on dispose.</summary>
internal sealed class ReceivedRequest(AuthenticatedSkill skill, ClaudeEndpoint endpoint, string method, string path, string query, IHeaderDictionary headers, PooledBody body)
    : IDisposable
{
    public AuthenticatedSkill Skill { get; } = skill;

    public ClaudeEndpoint Endpoint { get; } = endpoint;

    public string Method { get; } = method;

    /// <summary>As sent, before the question mark.</summary>
    public string Path { get; } = path;

    /// <summary>As sent, without the question mark; empty where there is none.</summary>
    public string Query { get; } = query;

    public IHeaderDictionary Headers { get; } = headers;

    public ReadOnlyMemory<byte> Body => body.Memory;

    /// <summary>Scheme and host by which the skill reached this gateway: addresses in answers lead back to it.</summary>
    public string Origin { get; init; } = "";

    /// <summary>The batch that the path names; null where it names none.</summary>
    public string? BatchId { get; } = EndpointTable.BatchIdIn(path);

    /// <summary>Which body it has, where that is one that is inspected.</summary>
    public EndpointFamily? Family => Endpoint switch
    {
        ClaudeEndpoint.Messages => EndpointFamily.Messages,
        ClaudeEndpoint.CountTokens => EndpointFamily.CountTokens,
        ClaudeEndpoint.Complete => EndpointFamily.Complete,
        ClaudeEndpoint.BatchCreate => EndpointFamily.Batches,
        _ => null,
    };

    public string? SessionName => Headers["saasgate-session"] is { Count: 1 } name && name[0] is { Length: > 0 and <= 200 } text ? text : null;

    public void Dispose() => body.Dispose();
}
