using System.ComponentModel;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Evidence;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.Contracts.Recording;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Live;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Evidence;

namespace SaaSGate.ControlPlane.Evidence;

/// <summary>Provable history to take away.</summary>
internal static class EvidenceEndpoints
{
    private const int MostSessions = 1000;

    public static void MapEvidence(this IEndpointRouteBuilder api)
    {
        var evidence = api.MapGroup("/evidence").WithTags("Evidence").RequireAuthorization(Access.Audit);
        evidence.MapGet("/", ListAsync).WithName("listEvidence");
        evidence.MapPost("/", RequestAsync).WithName("requestEvidence");
        evidence.MapGet("/{evidenceId:evd}", GetAsync).WithName("getEvidence");
        evidence.MapGet("/{evidenceId:evd}/file", DownloadAsync).WithName("downloadEvidence");
    }

    private static async Task<Results<Ok<Page<EvidenceView>>, ProblemResult>> ListAsync(
        [Description("Only what was asked for from this incident.")] string? incident, [AsParameters] PageQuery page, Caller caller, EvidenceStore evidence, CancellationToken cancellationToken)
    {
        if (!Cursor.TryRead(page.Cursor, 1, out var before))
            return Cursor.Problem();
        var rows = await evidence.ListAsync(caller.OrganisationId, incident, before[0], page.Size + 1, cancellationToken);
        return TypedResults.Ok(rows.ToPage(page.Size, row => Cursor.Of(row.Id)));
    }

    private static async Task<Results<Created<EvidenceView>, ProblemResult>> RequestAsync(
        RequestEvidence request, Caller caller, EvidenceStore evidence, IGrainFactory grains, LiveNotices notices, TimeProvider clock, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var ofIncident = request.IncidentId is { } incident ? await OfIncidentAsync(request, incident, caller, evidence, errors, cancellationToken) : null;
        var scope = ScopeOf(ofIncident ?? request, clock, errors);
        foreach (var session in await evidence.MissingAsync(caller.OrganisationId, scope.Sessions, cancellationToken))
            errors.Add("sessions", $"There is no session {(session.Length <= 40 ? session : "of such an id")} in this organisation.");
        if (errors.Any)
            return errors.ToProblem();
        var (added, feeds) = await evidence.AddAsync(
            caller.OrganisationId, Encoding.UTF8.GetString(CanonicalJson.Write(scope.ToCanonical())), request.IncidentId, caller.Actor, cancellationToken);
        notices.FeedAdvanced(feeds);
        await grains.GetGrain<IEvidenceGrain>(GrainKeys.Of(caller.OrganisationId.Value, added.Id)).StartAsync();
        return TypedResults.Created($"/api/v1/evidence/{added.Id}", added);
    }

    private static async Task<Results<Ok<EvidenceView>, ProblemResult>> GetAsync(
        Id<EvidenceExport> evidenceId, Caller caller, EvidenceStore evidence, CancellationToken cancellationToken) =>
        await evidence.FindAsync(caller.OrganisationId, evidenceId, cancellationToken) is { } found ? TypedResults.Ok(found) : (ProblemResult)PortalProblems.NotFound;

    private static async Task<Results<PushStreamHttpResult, ProblemResult>> DownloadAsync(
        Id<EvidenceExport> evidenceId, Caller caller, EvidenceStore evidence, LiveNotices notices, HttpContext http, CancellationToken cancellationToken)
    {
        if (await evidence.FindAsync(caller.OrganisationId, evidenceId, cancellationToken) is not { } found)
            return (ProblemResult)PortalProblems.NotFound;
        if (found.State != "ready")
            return (ProblemResult)PortalProblems.EvidenceNotReady;
        notices.FeedAdvanced(await evidence.NoteDownloadAsync(caller.OrganisationId, found, caller.Actor, cancellationToken));
        http.Response.ContentLength = found.Size;
        return TypedResults.Stream(async output =>
        {
            for (var ordinal = 0; await evidence.ReadChunkAsync(caller.OrganisationId, evidenceId, ordinal, cancellationToken) is { } chunk; ordinal++)
                await output.WriteAsync(chunk, cancellationToken);
        }, "application/zip", $"{found.Id}.zip");
    }

    /// <summary>The same, with the sessions that the incident gathers by now.</summary>
    private static async Task<RequestEvidence> OfIncidentAsync(
        RequestEvidence request, string incident, Caller caller, EvidenceStore evidence, FieldErrors errors, CancellationToken cancellationToken)
    {
        if (request.Sessions is not null)
            errors.Add("sessions", "With an incident there are neither sessions nor a skill nor a time.");
        if (await evidence.SessionsOfAsync(caller.OrganisationId, incident, cancellationToken) is not { } sessions)
            errors.Add("incidentId", "There is no such incident in this organisation.");
        else if (sessions.Length == 0)
            errors.Add("incidentId", "This incident has no session yet: add one first.");
        else
            return request with { Sessions = sessions };
        return request;
    }

    private static EvidenceScope ScopeOf(RequestEvidence request, TimeProvider clock, FieldErrors errors)
    {
        if (request.Sessions is { Count: > 0 } sessions)
        {
            if (request.SkillId is not null || request.From is not null || request.To is not null)
                errors.Add("sessions", "With sessions there is neither a skill nor a time.");
            if (sessions.Count > MostSessions)
                errors.Add("sessions", $"At most {MostSessions} sessions fit here.");
            return new(EvidenceScope.SessionsKind, errors.Any ? [] : [.. sessions.Distinct().Order(StringComparer.Ordinal)], null, null, null);
        }

        if (request.From is null && request.IncidentId is null)
            errors.Add("from", "Name sessions, or the time's beginning.");
        if (request.SkillId is { } skill && !Id<Skill>.TryParse(skill, out _))
            errors.Add("skillId", "This is no skill's id.");
        var now = clock.GetUtcNow();
        var to = request.To ?? now;
        if (request.From > to)
            errors.Add("to", "The end lies before the beginning.");

        // What is yet to come is claimed by none: nothing is signed for a time that is not there.
        if (to > now)
            to = request.From > now ? request.From.Value : now;
        return new(request.SkillId is null ? EvidenceScope.OrganisationKind : EvidenceScope.SkillKind, [], request.SkillId, request.From?.ToUniversalTime(), to.ToUniversalTime());
    }
}
