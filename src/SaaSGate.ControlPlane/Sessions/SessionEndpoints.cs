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
        sessions.MapGet("/{sessionId:ses}/views", ListViewsAsync).WithName("listSessionViews");

        var exchanges = api.MapGroup("/exchanges").WithTags("Sessions").RequireAuthorization(Access.Read);
        exchanges.MapGet("/{exchangeId:exc}", GetExchangeAsync).WithName("getExchange");
        exchanges.MapGet("/{exchangeId:exc}/response", GetResponseAsync).WithName("getExchangeResponse");
        exchanges.MapGet("/{exchangeId:exc}/chunks", GetChunksAsync).WithName("getExchangeChunks");
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
        Id<Session> sessionId, Caller caller, SessionStore sessions, SessionLooks looks, CancellationToken cancellationToken)
    {
        if (await sessions.FindAsync(caller.OrganisationId, sessionId, cancellationToken) is not { } session)
            return (ProblemResult)PortalProblems.NotFound;
        await looks.NoteAsync(caller, session.Id, cancellationToken);
        return TypedResults.Ok(session);
    }

    private static async Task<Results<Ok<Page<SessionView>>, ProblemResult>> ListViewsAsync(
        Id<Session> sessionId, [AsParameters] PageQuery page, Caller caller, SessionStore sessions, SessionViewStore views, CancellationToken cancellationToken)
    {
        if (!Cursor.TryRead(page.Cursor, 1, out var before))
            return Cursor.Problem();
        if (!await sessions.ExistsAsync(caller.OrganisationId, sessionId, cancellationToken))
            return (ProblemResult)PortalProblems.NotFound;
        var rows = await views.ListAsync(caller.OrganisationId, sessionId, before[0], page.Size + 1, cancellationToken);
        return TypedResults.Ok(rows.ToPage(page.Size, row => Cursor.Of(row.Id)));
    }

    private static async Task<Results<Ok<ExchangeDetail>, ProblemResult>> GetExchangeAsync(
        Id<Exchange> exchangeId, Caller caller, ExchangeStore exchanges, SessionLooks looks, CancellationToken cancellationToken)
    {
        if (await exchanges.FindAsync(caller.OrganisationId, exchangeId, cancellationToken) is not { } recorded)
            return (ProblemResult)PortalProblems.NotFound;
        await looks.NoteAsync(caller, recorded.Detail.SessionId, cancellationToken);
        var request = recorded.Skeleton is null ? "" : Encoding.UTF8.GetString(RequestBlocks.Join(recorded.Skeleton, recorded.Blocks));
        return TypedResults.Ok(recorded.Detail with { Request = request });
    }

    private static async Task<Results<Ok<ResponseSlice>, ProblemResult>> GetResponseAsync(
        Id<Exchange> exchangeId, long? after, Caller caller, ExchangeStore exchanges, SessionLooks looks, CancellationToken cancellationToken)
    {
        if (await exchanges.ReadResponseAsync(caller.OrganisationId, exchangeId, after ?? 0, cancellationToken) is not { } slice)
            return (ProblemResult)PortalProblems.NotFound;
        await looks.NoteAsync(caller, slice.SessionId, cancellationToken);
        return TypedResults.Ok(slice);
    }

    private static async Task<Results<Ok<ResponseChunks>, ProblemResult>> GetChunksAsync(
        Id<Exchange> exchangeId, Caller caller, ExchangeStore exchanges, CancellationToken cancellationToken) =>
        await exchanges.ReadChunksAsync(caller.OrganisationId, exchangeId, cancellationToken) is { } chunks ? TypedResults.Ok(chunks) : (ProblemResult)PortalProblems.NotFound;
}
