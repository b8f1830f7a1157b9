using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Incidents;

namespace SaaSGate.ControlPlane.Incidents;

/// <summary>Incidents: opens, lists and edits them. What they gather: <see cref="IncidentContentEndpoints"/>.</summary>
internal static class IncidentEndpoints
{
    public const int LongestTitle = 200;
    private const int LongestSearch = 500;
    private static readonly string[] Severities = ["low", "medium", "high"], Statuses = ["open", "contained", "closed"];

    public static void MapIncidents(this IEndpointRouteBuilder api)
    {
        var incidents = api.MapGroup("/incidents").WithTags("Incidents");
        var look = incidents.MapGroup("/").RequireAuthorization(Access.Look);
        look.MapGet("/", ListAsync).WithName("listIncidents");
        look.MapGet("/{incidentId:inc}", GetAsync).WithName("getIncident");
        look.MapGet("/{incidentId:inc}/timeline", TimelineAsync).WithName("listIncidentTimeline");
        var contain = incidents.MapGroup("/").RequireAuthorization(Access.Contain);
        contain.MapPost("/", OpenAsync).WithName("openIncident");
        contain.MapPatch("/{incidentId:inc}", UpdateAsync).WithName("updateIncident");
        contain.MapIncidentContent();
    }

    /// <summary>The incident as it is now, or what kept a change from being made.</summary>
    public static async Task<Results<Ok<IncidentDetail>, ProblemResult>> ShownAsync(
        IncidentOutcome outcome, Id<Incident> id, Caller caller, IncidentStore incidents, HttpContext context, CancellationToken cancellationToken, string field = "body")
    {
        switch (outcome)
        {
            case IncidentOutcome.Changed:
                return (ProblemResult)PortalProblems.ChangedMeanwhile;
            case IncidentOutcome.Full:
                return (ProblemResult)PortalProblems.TooMany;
            case IncidentOutcome.Forbidden:
                return (ProblemResult)PortalProblems.LockKept;
            case IncidentOutcome.Held:
                return (ProblemResult)PortalProblems.IncidentHeld;
            case IncidentOutcome.Unknown:
                return FieldErrors.One(field, "There is no such thing in this organisation.");
            case IncidentOutcome.Done when await incidents.FindAsync(caller.OrganisationId, id, cancellationToken) is { } incident:
                ETags.Set(context, incident.Version);
                return TypedResults.Ok(incident);
            default:
                return (ProblemResult)PortalProblems.NotFound;
        }
    }

    public static IIncidentGrain Of(IGrainFactory grains, Caller caller, Id<Incident> id) =>
        grains.GetGrain<IIncidentGrain>(GrainKeys.Of(caller.OrganisationId.Value, id.Value));

    private static async Task<Results<Ok<Page<IncidentView>>, ProblemResult>> ListAsync(
        [AllowedValues("open", "contained", "closed")] string? status, string? session, [AsParameters] PageQuery page, Caller caller, IncidentStore incidents,
        CancellationToken cancellationToken)
    {
        if (status is not null && !Statuses.Contains(status))
            return FieldErrors.One("status", "open, contained or closed is needed here.");
        if (!Cursor.TryRead(page.Cursor, out DateTimeOffset? at, out var id))
            return Cursor.Problem();
        var rows = await incidents.ListAsync(caller.OrganisationId, status, session, at, id, page.Size + 1, cancellationToken);
        return TypedResults.Ok(rows.ToPage(page.Size, row => Cursor.Of(row.CreatedAt, row.Id)));
    }

    private static async Task<Results<Created<IncidentDetail>, ProblemResult>> OpenAsync(
        OpenIncident open, Caller caller, IncidentOpener opener, IncidentStore incidents, HttpContext context, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var title = errors.Text("title", open.Title, LongestTitle);
        Check(errors, "severity", open.Severity, Severities);
        var search = open.Search is null ? null : errors.Text("search", open.Search, LongestSearch);
        var sessions = open.SessionIds.Distinct(StringComparer.Ordinal).ToList();
        if (sessions.Count > IncidentChangeStore.MostSessions)
            errors.Add("sessionIds", $"At most {IncidentChangeStore.MostSessions} sessions fit into an incident.");
        if (errors.Any)
            return errors.ToProblem();
        var source = search ?? (sessions.Count > 0 ? sessions[0] : null);
        var id = await opener.OpenAsync(caller.OrganisationId, new(title, open.Severity, search is null ? "session" : "search", source, sessions), caller.Actor);
        if (id is not { } opened)
            return FieldErrors.One("sessionIds", "One of these is no session of this organisation.");
        var incident = (await incidents.FindAsync(caller.OrganisationId, opened, cancellationToken))!;
        ETags.Set(context, incident.Version);
        return TypedResults.Created($"/api/v1/incidents/{incident.Id}", incident);
    }

    private static Task<Results<Ok<IncidentDetail>, ProblemResult>> GetAsync(
        Id<Incident> incidentId, Caller caller, IncidentStore incidents, HttpContext context, CancellationToken cancellationToken) =>
        ShownAsync(IncidentOutcome.Done, incidentId, caller, incidents, context, cancellationToken);

    private static async Task<Results<Ok<IncidentDetail>, ProblemResult>> UpdateAsync(
        Id<Incident> incidentId,
        UpdateIncident update,
        [FromHeader(Name = "If-Match")] string? ifMatch,
        Caller caller,
        IGrainFactory grains,
        IncidentStore incidents,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        if (await incidents.FindAsync(caller.OrganisationId, incidentId, cancellationToken) is null)
            return (ProblemResult)PortalProblems.NotFound;
        if (ETags.TryReadIfMatch(ifMatch, out var expected) is { } refusal)
            return refusal;
        var errors = new FieldErrors();
        var title = update.Title is null ? null : errors.Text("title", update.Title, LongestTitle);
        if (update.Severity is not null)
            Check(errors, "severity", update.Severity, Severities);
        if (update.Status is not null)
            Check(errors, "status", update.Status, Statuses);
        if (errors.Any)
            return errors.ToProblem();
        var outcome = await Of(grains, caller, incidentId).EditAsync(new(expected, title, update.Severity, update.Status, caller.ActorId, caller.ActorName));
        return await ShownAsync(outcome, incidentId, caller, incidents, context, cancellationToken);
    }

    private static async Task<Results<Ok<Page<AuditLine>>, ProblemResult>> TimelineAsync(
        Id<Incident> incidentId, [AsParameters] PageQuery page, Caller caller, IncidentStore incidents, CancellationToken cancellationToken)
    {
        if (!Cursor.TryRead(page.Cursor, 1, out var before))
            return Cursor.Problem();
        if (await incidents.FindAsync(caller.OrganisationId, incidentId, cancellationToken) is null)
            return (ProblemResult)PortalProblems.NotFound;
        var rows = await incidents.TimelineAsync(caller.OrganisationId, incidentId, before[0], page.Size + 1, cancellationToken);
        return TypedResults.Ok(rows.ToPage(page.Size, row => Cursor.Of(row.Id)));
    }

    private static void Check(FieldErrors errors, string field, string value, string[] allowed)
    {
        if (!allowed.Contains(value))
            errors.Add(field, $"{string.Join(", ", allowed)}: one of these is needed here.");
    }
}
