using System.ComponentModel.DataAnnotations;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.Inspection.Requests;
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

    private static async Task<Results<Ok<Page<SessionSummary>>, ProblemResult>> ListAsync(
        [AllowedValues("live", "all")] string? status,
        string? skill,
        [AsParameters] PageQuery page,
        Caller caller,
        SessionStore sessions,
        CancellationToken cancellationToken)
    {
        if (status is not (null or "live" or "all"))
            return FieldErrors.One("status", "live or all is needed here.");
        if (!Cursor.TryRead(page.Cursor, out DateTimeOffset? at, out var id))
            return Cursor.Problem();
        var rows = await sessions.ListAsync(caller.OrganisationId, new(status == "live", skill), at, id, page.Size + 1, cancellationToken);
        return TypedResults.Ok(rows.ToPage(page.Size, row => Cursor.Of(row.LastAt, row.Id)));
    }

    private static async Task<Results<Ok<SessionDetail>, ProblemResult>> GetAsync(
        Id<Session> sessionId, Caller caller, SessionStore sessions, CancellationToken cancellationToken) =>
        await sessions.FindAsync(caller.OrganisationId, sessionId, cancellationToken) is { } session ? TypedResults.Ok(session) : (ProblemResult)PortalProblems.NotFound;

    private static async Task<Results<Ok<ExchangeDetail>, ProblemResult>> GetExchangeAsync(
        Id<Exchange> exchangeId, Caller caller, ExchangeStore exchanges, CancellationToken cancellationToken)
    {
        if (await exchanges.FindAsync(caller.OrganisationId, exchangeId, cancellationToken) is not { } recorded)
            return (ProblemResult)PortalProblems.NotFound;
        var request = recorded.Skeleton is null ? "" : Encoding.UTF8.GetString(RequestBlocks.Join(recorded.Skeleton, recorded.Blocks));
        return TypedResults.Ok(recorded.Detail with { Request = request });
    }

    private static async Task<Results<Ok<ResponseSlice>, ProblemResult>> GetResponseAsync(
        Id<Exchange> exchangeId, long? after, Caller caller, ExchangeStore exchanges, CancellationToken cancellationToken) =>
        await exchanges.ReadResponseAsync(caller.OrganisationId, exchangeId, after ?? 0, cancellationToken) is { } slice
            ? TypedResults.Ok(slice)
            : (ProblemResult)PortalProblems.NotFound;
}
