using System.Text.Json;
using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Incidents;

namespace SaaSGate.Postgres.Approvals;

/// <summary>
/// Moves approvals by what people say. Each move is a compare-and-set of PostgreSQL that updates partners' lists, tells gateways, and writes feeds and the
/// audit of both sides in the same transaction.
/// </summary>
/// <param name="tenants">The database.</param>
/// <param name="incidents">Opens an incident where glass is broken.</param>
/// <param name="clock">Gives audit entries their ids.</param>
public sealed class DecisionStore(TenantDatabase tenants, IncidentChangeStore incidents, TimeProvider clock)
{
    private static readonly TimeSpan ReviewWithin = TimeSpan.FromDays(3);

    /// <summary>Decides, once, or votes where the rule asks for more people.</summary>
    public Task<DecideResult> DecideAsync(DecideApproval command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        return tenants.InTenantAsync(command.Organisation, async connection =>
        {
            // Nearly always it is the organisation's own: only where it is not, the grant is looked for.
            var own = await MoveAsync(
                connection,
                "select * from tenant.decide_approval(@approval, @state, @seen, @user, @behalf, @name, @organisation, tenant.roles_of(@person), 'full', @fresh, false, @note, @audit)",
                command, cancellationToken);
            if (own.State is not null || await connection.EnterGrantAsync(command.Organisation, command.Approval, cancellationToken) is not { } given)
                return ResultOf(own, command, null);
            return ResultOf(await MoveAsync(
                connection, "select * from tenant.decide_granted_approval(@approval, @state, @seen, @user, @behalf, @name, @fresh, @note, @audit, @partnerAudit)", command, cancellationToken), command, given);
        }, cancellationToken);
    }

    /// <summary>
    /// Approves past everyone whom the rule asks, loudly: an incident opens, and somebody else has three days to look at it. Only in the organisation
    /// itself, never for an own skill, only by who may decide and manage, and only with a fresh sign-in.
    /// </summary>
    public Task<DecideResult> BreakGlassAsync(DecideApproval command, string reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        return tenants.InTenantAsync(command.Organisation, async connection =>
        {
            var moved = await MoveAsync(
                connection,
                "select * from tenant.decide_approval(@approval, 'approved', @seen, @user, @behalf, @name, @organisation, tenant.roles_of(@person), 'full', @fresh, true, @note, @audit)",
                command, cancellationToken);
            var result = ResultOf(moved, command, null);
            if (result.Outcome != DecideOutcome.Decided)
                return result;
            var held = (await connection.FirstAsync<Held>(
                "select skill_name, session_id, exists (select from tenant.sessions s where s.organisation_id = a.organisation_id and s.id = a.session_id) as recorded from tenant.approvals a where a.organisation_id = @organisation and a.id = @approval",
                new { organisation = command.Organisation.Value, approval = command.Approval.Value }, cancellationToken))!;
            var incident = Id<Incident>.New(clock);
            var opened = await incidents.OpenAsync(
                connection, command.Organisation, incident,
                new($"Glass broken for {held.SkillName}", "high", "break_glass", command.Approval.Value, held.Recorded ? [held.SessionId] : []), command.Reviewer, cancellationToken);
            await connection.RunAsync(
                """
                insert into tenant.broken_glass (organisation_id, approval_id, person, by_name, reason, at, incident_id, review_due_at)
                values (@organisation, @approval, @person, @name, @reason, @now, @incident, @due)
                """,
                new
                {
                    organisation = command.Organisation.Value,
                    approval = command.Approval.Value,
                    person = command.Person,
                    name = command.Reviewer.Name,
                    reason,
                    now = clock.GetUtcNow(),
                    incident = incident.Value,
                    due = clock.GetUtcNow() + ReviewWithin,
                }, cancellationToken);
            return result with { Feeds = [.. result.Feeds, .. opened] };
        }, cancellationToken);
    }

    /// <summary>Asks the gateway to change the request. What waits is not sent as it is any more; it is decided anew as what it has become.</summary>
    /// <param name="command">Who asks, and which view they saw.</param>
    /// <param name="edits">Which texts become what.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<DecideResult> EditAsync(DecideApproval command, IReadOnlyList<RequestedEdit> edits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        return tenants.InTenantAsync(command.Organisation, async connection =>
        {
            var given = await connection.EnterGrantAsync(command.Organisation, command.Approval, cancellationToken);
            return ResultOf(await MoveAsync(
                connection,
                given is null
                    ? "select * from tenant.request_edit(@approval, @seen, @edits::jsonb, @user, @behalf, @name, @organisation, tenant.roles_of(@person), @audit)"
                    : "select * from tenant.request_granted_edit(@approval, @seen, @edits::jsonb, @user, @behalf, @name, @audit, @partnerAudit)",
                command, cancellationToken, JsonSerializer.Serialize(edits, JsonSerializerOptions.Web)), command, given);
        }, cancellationToken);
    }

    private async Task<Moved> MoveAsync(NpgsqlConnection connection, string sql, DecideApproval command, CancellationToken cancellationToken, string? edits = null) =>
        (await connection.FirstAsync<Moved>(
            sql,
            new
            {
                approval = command.Approval.Value,
                state = command.Approve ? "approved" : "denied",
                seen = command.SeenViewDigest.ToArray(),
                user = command.Reviewer.Id,
                behalf = command.OnBehalfOf,
                person = command.Person,
                name = command.Reviewer.Name,
                organisation = command.Organisation.Value,
                fresh = command.Fresh,
                note = command.Note,
                edits,
                audit = Id<AuditEntry>.New(clock).Value,
                partnerAudit = Id<AuditEntry>.New(clock).Value,
            },
            cancellationToken))!;

    private DecideResult ResultOf(Moved moved, DecideApproval command, ApprovalGrants.Given? given)
    {
        var outcome = DecideOutcomes.Parse(moved.Outcome);
        var kind = outcome switch { DecideOutcome.Voted => "ApprovalVoted", DecideOutcome.Edited => "ApprovalEditRequested", _ => "ApprovalDecided" };
        return new(
            outcome, moved.Appended(kind, command.Approval.Value, clock), moved.State is null ? null : new(moved.State, moved.DecidedByName, moved.DecidedAt),
            moved.State is null ? null : given?.OrganisationId ?? command.Organisation.Value);
    }

    private sealed record Held(string SkillName, string SessionId, bool Recorded);

    private sealed record Moved : ApprovalFeeds
    {
        public required string Outcome { get; init; }

        public required string? State { get; init; }

        public required string? DecidedByName { get; init; }

        public required DateTimeOffset? DecidedAt { get; init; }
    }
}
