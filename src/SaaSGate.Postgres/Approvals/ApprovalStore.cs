using Npgsql;
using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Approvals;

/// <summary>Held requests as people see and decide them: their organisation's own, and those of others that granted it review.</summary>
/// <param name="tenants">The database.</param>
/// <param name="clock">Gives audit entries their ids.</param>
public sealed class ApprovalStore(TenantDatabase tenants, TimeProvider clock)
{
    private const string Waits = "state = 'pending' and expires_at > now()";

    /// <summary>Approvals, newest first. What a partner lists, row-level security binds to a live grant.</summary>
    /// <param name="reader">Whose list.</param>
    /// <param name="waiting">True for those that wait, false for those that have ended, null for all.</param>
    /// <param name="beforeAt">When the last one known was made; null for the first.</param>
    /// <param name="beforeId">Id of the last one known.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<List<ApprovalRow>> ListAsync(
        Id<Organisation> reader, bool? waiting, DateTimeOffset? beforeAt, string? beforeId, int limit, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(reader, connection => connection.ListAsync<ApprovalRow>(
            $"""
            select * from (
                (select a.id, a.organisation_id, o.name as organisation_name, null as via_grant, a.skill_name, a.rule, a.severity, a.summary, a.state, a.created_at,
                        a.expires_at, a.decided_at, a.decided_by_name
                 from tenant.approvals a join tenant.organisations o on o.organisation_id = a.organisation_id
                 where a.organisation_id = @reader and (@waiting is null or ({Waits}) = @waiting)
                   and (@beforeAt is null or (a.created_at, a.id) < (@beforeAt, @beforeId))
                 order by a.created_at desc, a.id desc limit @limit)
                union all
                (select p.approval_id, p.organisation_id, p.organisation_name, p.grant_id, p.skill_name, p.rule, p.severity, p.summary, p.state, p.created_at,
                        p.expires_at, p.decided_at, p.decided_by_name
                 from tenant.approval_projections p
                 where p.partner_organisation_id = @reader and (@waiting is null or ({Waits}) = @waiting)
                   and (@beforeAt is null or (p.created_at, p.approval_id) < (@beforeAt, @beforeId))
                 order by p.created_at desc, p.approval_id desc limit @limit)
            ) own_and_granted order by created_at desc, id desc limit @limit
            """,
            new { reader = reader.Value, waiting, beforeAt, beforeId, limit }, cancellationToken), cancellationToken);

    /// <summary>How many wait for a decision that the organisation sees.</summary>
    public Task<long> CountWaitingAsync(Id<Organisation> reader, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(reader, connection => connection.ValueAsync<long>(
            $"""
            select (select count(*) from tenant.approvals where organisation_id = @reader and {Waits})
                 + (select count(*) from tenant.approval_projections where partner_organisation_id = @reader and {Waits})
            """,
            new { reader = reader.Value }, cancellationToken), cancellationToken);

    /// <summary>One approval, to its owner or through a live grant; null where there is neither.</summary>
    public Task<ApprovalFull?> FindAsync(Id<Organisation> reader, Id<Approval> approval, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(reader, async connection =>
        {
            var given = await EnterGrantAsync(connection, reader, approval, cancellationToken);
            return await connection.FirstAsync<ApprovalFull>(
                """
                select a.id, a.organisation_id, coalesce(o.name, p.organisation_name) as organisation_name, p.grant_id as via_grant, a.skill_name, a.rule, a.severity,
                       a.summary, a.state, a.created_at, a.expires_at, a.decided_at, a.decided_by_name, a.exchange_id, a.session_id, a.skill_id, a.owner_user_id,
                       m.display_name as owner_name, s.owner_user_id as owner_now_user_id, a.policy_id, a.policy_version, a.digest, a.view_digest, a.view, a.note,
                       a.abandoned_at, p.grant_id is null or exists (
                           select from tenant.grants g
                           where g.organisation_id = a.organisation_id and g.id = p.grant_id and 'decide' = any (g.actions) and tenant.is_live(g)) as may_decide
                from tenant.approvals a
                left join tenant.organisations o on o.organisation_id = a.organisation_id
                left join tenant.members m on m.organisation_id = a.organisation_id and m.user_id = a.owner_user_id
                left join tenant.skills s on s.organisation_id = a.organisation_id and s.id = a.skill_id
                left join tenant.approval_projections p on p.partner_organisation_id = @reader and p.organisation_id = a.organisation_id and p.approval_id = a.id and p.grant_id = @grant
                where a.organisation_id = @owner and a.id = @approval
                """,
                new { reader = reader.Value, approval = approval.Value, owner = given?.OrganisationId ?? reader.Value, grant = given?.GrantId }, cancellationToken);
        }, cancellationToken);

    /// <summary>Decides, once. Updates partners' lists, tells gateways, and writes feeds and the audit of both sides in the same transaction.</summary>
    public Task<DecideResult> DecideAsync(DecideApproval command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        return tenants.InTenantAsync(command.Organisation, async connection =>
        {
            var given = await EnterGrantAsync(connection, command.Organisation, command.Approval, cancellationToken);
            var decided = await connection.FirstAsync<Decided>(
                given is null
                    ? "select * from tenant.decide_approval(@approval, @state, @seen, @user, @behalf, @name, @organisation, @note, @audit)"
                    : "select * from tenant.decide_granted_approval(@approval, @state, @seen, @user, @behalf, @name, @note, @audit, @partnerAudit)",
                new
                {
                    approval = command.Approval.Value,
                    state = command.Approve ? "approved" : "denied",
                    seen = command.SeenViewDigest.ToArray(),
                    user = command.Reviewer.Id,
                    behalf = command.OnBehalfOf,
                    name = command.Reviewer.Name,
                    organisation = command.Organisation.Value,
                    note = command.Note,
                    audit = Id<AuditEntry>.New(clock).Value,
                    partnerAudit = Id<AuditEntry>.New(clock).Value,
                },
                cancellationToken);
            return new DecideResult(OutcomeOf(decided!.Outcome), decided.Appended("ApprovalDecided", command.Approval.Value, clock));
        }, cancellationToken);
    }

    /// <summary>Names to row-level security the live grant through which this organisation was given the approval; null when it was not, or owns one of that id.</summary>
    private static Task<Given?> EnterGrantAsync(NpgsqlConnection connection, Id<Organisation> reader, Id<Approval> approval, CancellationToken cancellationToken) =>
        connection.FirstAsync<Given>(
            """
            select set_config('saasgate.grant', p.grant_id, true) as grant_id, p.organisation_id from tenant.approval_projections p
            where p.partner_organisation_id = @reader and p.approval_id = @approval
              and not exists (select from tenant.approvals a where a.organisation_id = @reader and a.id = @approval)
            """,
            new { reader = reader.Value, approval = approval.Value }, cancellationToken);

    private static DecideOutcome OutcomeOf(string code) => code switch
    {
        "decided" => DecideOutcome.Decided,
        "not_found" => DecideOutcome.NotFound,
        "already_decided" => DecideOutcome.AlreadyDecided,
        "view_changed" => DecideOutcome.ViewChanged,
        "own_request" => DecideOutcome.OwnRequest,
        "forbidden" => DecideOutcome.Forbidden,
        _ => throw new InvalidOperationException($"The database answers {code}, which this program does not know."),
    };

    private sealed record Given(string GrantId, string OrganisationId);

    private sealed record Decided : ApprovalFeeds
    {
        public required string Outcome { get; init; }
    }
}
