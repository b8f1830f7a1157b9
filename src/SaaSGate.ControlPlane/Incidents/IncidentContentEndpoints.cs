using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Locks;
using SaaSGate.Postgres.Incidents;
using static SaaSGate.ControlPlane.Incidents.IncidentEndpoints;

namespace SaaSGate.ControlPlane.Incidents;

/// <summary>What incidents gather: sessions, people, notes, locks.</summary>
internal static class IncidentContentEndpoints
{
    private const int LongestNote = 10_000, LongestReason = 500;
    private static readonly string[] Kinds = ["skill", "session", "person", "credential"];

    public static void MapIncidentContent(this RouteGroupBuilder incidents)
    {
        incidents.MapPost("/{incidentId:inc}/sessions", AddSessionsAsync).WithName("addIncidentSessions");
        incidents.MapDelete("/{incidentId:inc}/sessions/{sessionId:ses}", RemoveSessionAsync).WithName("removeIncidentSession");
        incidents.MapPost("/{incidentId:inc}/members", AddMemberAsync).WithName("addIncidentMember");
        incidents.MapDelete("/{incidentId:inc}/members/{userId:usr}", RemoveMemberAsync).WithName("removeIncidentMember");
        incidents.MapPost("/{incidentId:inc}/notes", AddNoteAsync).WithName("addIncidentNote");
        incidents.MapPost("/{incidentId:inc}/locks", PutLockAsync).WithName("putIncidentLock");
        incidents.MapPost("/{incidentId:inc}/locks/{lockId:lck}/lift", LiftLockAsync).WithName("liftIncidentLock");
    }

    private static async Task<Results<Ok<IncidentDetail>, ProblemResult>> AddSessionsAsync(
        Id<Incident> incidentId, AddIncidentSessions add, Caller caller, IGrainFactory grains, IncidentStore incidents, HttpContext context, CancellationToken cancellationToken)
    {
        var sessions = add.SessionIds.Distinct(StringComparer.Ordinal).ToArray();
        if (sessions.Length is 0 or > IncidentChangeStore.MostSessions)
            return FieldErrors.One("sessionIds", $"Between 1 and {IncidentChangeStore.MostSessions} sessions fit here.");
        var outcome = await Of(grains, caller, incidentId).AddSessionsAsync(new(sessions, caller.ActorId, caller.ActorName));
        return await ShownAsync(outcome, incidentId, caller, incidents, context, cancellationToken, "sessionIds");
    }

    private static async Task<Results<Ok<IncidentDetail>, ProblemResult>> RemoveSessionAsync(
        Id<Incident> incidentId, Id<Session> sessionId, Caller caller, IGrainFactory grains, IncidentStore incidents, HttpContext context, CancellationToken cancellationToken) =>
        await ShownAsync(
            await Of(grains, caller, incidentId).RemoveSessionAsync(new(sessionId.Value, caller.ActorId, caller.ActorName)), incidentId, caller, incidents, context, cancellationToken);

    private static async Task<Results<Ok<IncidentDetail>, ProblemResult>> AddMemberAsync(
        Id<Incident> incidentId, AddIncidentMember add, Caller caller, IGrainFactory grains, IncidentStore incidents, HttpContext context, CancellationToken cancellationToken) =>
        await ShownAsync(
            await Of(grains, caller, incidentId).AddMemberAsync(new(add.UserId, caller.ActorId, caller.ActorName)), incidentId, caller, incidents, context, cancellationToken, "userId");

    private static async Task<Results<Ok<IncidentDetail>, ProblemResult>> RemoveMemberAsync(
        Id<Incident> incidentId, Id<User> userId, Caller caller, IGrainFactory grains, IncidentStore incidents, HttpContext context, CancellationToken cancellationToken) =>
        await ShownAsync(
            await Of(grains, caller, incidentId).RemoveMemberAsync(new(userId.Value, caller.ActorId, caller.ActorName)), incidentId, caller, incidents, context, cancellationToken);

    private static async Task<Results<Ok<IncidentDetail>, ProblemResult>> AddNoteAsync(
        Id<Incident> incidentId, AddIncidentNote add, Caller caller, IGrainFactory grains, IncidentStore incidents, HttpContext context, CancellationToken cancellationToken)
    {
        var text = add.Text.Trim();
        if (text.Length is 0 or > LongestNote)
            return FieldErrors.One("text", $"A text of at most {LongestNote} characters is needed here.");
        var outcome = await Of(grains, caller, incidentId).AddNoteAsync(new(text, caller.ActorId, caller.ActorName));
        return await ShownAsync(outcome, incidentId, caller, incidents, context, cancellationToken);
    }

    private static async Task<Results<Ok<IncidentDetail>, ProblemResult>> PutLockAsync(
        Id<Incident> incidentId, PutIncidentLock put, Caller caller, IGrainFactory grains, IncidentStore incidents, HttpContext context, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var reason = errors.Text("reason", put.Reason, LongestReason);
        if (!Kinds.Contains(put.Kind))
            errors.Add("kind", $"{string.Join(", ", Kinds)}: one of these is needed here.");
        if (errors.Any)
            return errors.ToProblem();
        var outcome = await Of(grains, caller, incidentId).PutLockAsync(new(put.Kind, put.TargetId, reason, caller.ActorId, caller.ActorName));
        return await ShownAsync(outcome, incidentId, caller, incidents, context, cancellationToken, "targetId");
    }

    private static async Task<Results<Ok<IncidentDetail>, ProblemResult>> LiftLockAsync(
        Id<Incident> incidentId, Id<Contracts.Ids.Lock> lockId, Caller caller, IGrainFactory grains, IncidentStore incidents, HttpContext context,
        CancellationToken cancellationToken) =>
        await ShownAsync(
            await Of(grains, caller, incidentId).LiftLockAsync(LiftCommand.Of(caller, lockId.Value)), incidentId, caller, incidents, context, cancellationToken);
}
