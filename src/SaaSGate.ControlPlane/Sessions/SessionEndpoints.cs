using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Sessions;

namespace SaaSGate.ControlPlane.Sessions;

/// <summary>What skills did.</summary>
internal static class SessionEndpoints
{
    public static void MapSessions(this IEndpointRouteBuilder api)
    {
        var sessions = api.MapGroup("/sessions").WithTags("Sessions").RequireAuthorization(Access.Read);
        sessions.MapGet("/", ListAsync).WithName("listSessions");
        sessions.MapGet("/{sessionId:ses}", GetAsync).WithName("getSession");

        var exchanges = api.MapGroup("/exchanges").WithTags("Sessions").RequireAuthorization(Access.Read);
        exchanges.MapGet("/{exchangeId:exc}", GetExchangeAsync).WithName("getExchange");
        exchanges.MapGet("/{exchangeId:exc}/response", GetResponseAsync).WithName("getExchangeResponse");
    }

    private static Task<Results<Ok<Page<SessionSummary>>, ProblemResult>> ListAsync(
        [AllowedValues("live", "all")] string? status, string? skill, [AsParameters] PageQuery page, Caller caller, CancellationToken cancellationToken) => throw new NotImplementedException();

    private static Task<Results<Ok<SessionDetail>, ProblemResult>> GetAsync(Id<Session> sessionId, Caller caller, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    private static Task<Results<Ok<ExchangeDetail>, ProblemResult>> GetExchangeAsync(Id<Exchange> exchangeId, Caller caller, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    private static Task<Results<Ok<ResponseSlice>, ProblemResult>> GetResponseAsync(
        Id<Exchange> exchangeId, long? after, Caller caller, CancellationToken cancellationToken) => throw new NotImplementedException();
}
