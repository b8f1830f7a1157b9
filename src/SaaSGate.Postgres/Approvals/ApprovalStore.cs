using Npgsql;
using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Approvals;

/// <summary>Held requests as people see and decide them: their organisation's own, and those of others that granted it review.</summary>
public sealed class ApprovalStore(TenantDatabase tenants, TimeProvider clock)
{
    private const string Waiting = "state = 'pending' and expires_at > now()";

    // Both halves find their rows by index and stop at the limit.
    private static readonly string ListSql = """
        select * from (
            (select a.id, a.organisation_id, o.name, null as grant_id, a.skill_name, a.rule, a.severity, a.summary, a.state, a.created_at, a.expires_at,
                    a.decided_at, a.decided_by_name
             from tenant.approvals a join tenant.organisations o on o.organisation_id = a.organisation_id
             where a.organisation_id = $1 and ($2 is null or (WAITING) = $2) and ($3::timestamptz is null or (a.created_at, a.id) < ($3, $4))
             order by a.created_at desc, a.id desc limit $5)
            union all
            (select p.approval_id, p.organisation_id, p.organisation_name, p.grant_id, p.skill_name, p.rule, p.severity, p.summary, p.state, p.created_at, p.expires_at,
                    p.decided_at, p.decided_by_name
             from tenant.approval_projections p
             where p.partner_organisation_id = $1 and ($2 is null or (WAITING) = $2) and ($3::timestamptz is null or (p.created_at, p.approval_id) < ($3, $4))
             order by p.created_at desc, p.approval_id desc limit $5)
        ) both_kinds order by created_at desc, id desc limit $5
        """.Replace("WAITING", Waiting, StringComparison.Ordinal);

    /// <summary>Lists approvals, newest first.</summary>
    /// <param name="reader">Whose list.</param>
    /// <param name="waiting">True for those that wait, false for those that have ended, null for all.</param>
    /// <param name="after">Where to go on.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Page<ApprovalRow>> ListAsync(Id<Organisation> reader, bool? waiting, ApprovalCursor? after, int limit, CancellationToken cancellationToken)
    {
        var rows = await tenants.InTenantAsync(reader, connection => connection.ListAsync(ListSql, Row, cancellationToken,
            reader.Value, new NpgsqlParameter<bool?> { TypedValue = waiting }, after?.CreatedAt, after?.Id.Value ?? "", limit + 1), cancellationToken);
        if (rows.Count <= limit)
            return new(rows, null);
        rows.RemoveAt(limit);
        return new(rows, new ApprovalCursor(rows[^1].CreatedAt, Id<Approval>.Parse(rows[^1].Id)).ToString());
    }

    /// <summary>How many wait for a decision that the organisation sees.</summary>
    public Task<long> CountWaitingAsync(Id<Organisation> reader, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(reader, connection => connection.FirstAsync(
            $"""
            select (select count(*) from tenant.approvals where organisation_id = $1 and {Waiting})
                 + (select count(*) from tenant.approval_projections where partner_organisation_id = $1 and {Waiting})
            """, row => row.GetInt64(0), cancellationToken, reader.Value), cancellationToken);

    /// <summary>One approval, to its owner or through a live grant; null where neither is.</summary>
    public Task<ApprovalFull?> GetAsync(Id<Organisation> reader, Id<Approval> approval, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(reader, async connection =>
        {
            var grant = await EnterGrantAsync(connection, reader, approval, cancellationToken);
            return await connection.FirstAsync(
                """
                select a.id, a.organisation_id, coalesce(o.name, p.organisation_name), p.grant_id, a.skill_name, a.rule, a.severity, a.summary, a.state, a.created_at,
                       a.expires_at, a.decided_at, a.decided_by_name, a.exchange_id, a.session_id, a.skill_id, a.owner_user_id, m.display_name, s.owner_user_id,
                       a.policy_id, a.policy_version, a.digest, a.view_digest, a.view, a.note, a.abandoned_at,
                       p.grant_id is null or exists (select from tenant.grants g where g.id = p.grant_id and 'decide' = any (g.actions) and g.ended_at is null and g.until > now())
                from tenant.approvals a
                left join tenant.organisations o on o.organisation_id = a.organisation_id
                left join tenant.members m on m.organisation_id = a.organisation_id and m.user_id = a.owner_user_id
                left join tenant.skills s on s.organisation_id = a.organisation_id and s.id = a.skill_id
                left join tenant.approval_projections p on p.partner_organisation_id = $1 and p.approval_id = a.id and p.grant_id = $3
                where a.id = $2 and (a.organisation_id = $1 or p.grant_id is not null)
                """, Full, cancellationToken, reader.Value, approval.Value, grant ?? "");
        }, cancellationToken);

    /// <summary>Decides, once. Updates partners' lists, tells gateways, writes feeds and audit on both sides in the same transaction.</summary>
    public Task<DecideResult> DecideAsync(DecideApproval command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        return tenants.InTenantAsync(command.Organisation, async connection =>
        {
            var grant = await EnterGrantAsync(connection, command.Organisation, command.Approval, cancellationToken);
            object?[] values =
            [
                command.Approval.Value, command.Approve ? "approved" : "denied", command.SeenViewDigest.ToArray(), command.Reviewer.Id, command.Reviewer.Name,
                command.Note, Id<AuditEntry>.New(clock).Value, grant is null ? command.Organisation.Value : Id<AuditEntry>.New(clock).Value,
            ];
            var result = await connection.FirstAsync(
                grant is null
                    ? "select outcome, organisations, positions, payload from tenant.decide_approval($1, $2, $3, $4, $5, $8, $6, $7)"
                    : "select outcome, organisations, positions, payload from tenant.decide_granted_approval($1, $2, $3, $4, $5, $6, $7, $8)",
                row => new DecideResult(Outcome(row.GetString(0)), ApprovalFeeds.Read(row, 1, "ApprovalDecided", command.Approval.Value, clock.GetUtcNow())),
                cancellationToken, values);
            return result!;
        }, cancellationToken);
    }

    /// <summary>Names the grant through which this organisation was given the approval, if it was, to row-level security.</summary>
    private static Task<string?> EnterGrantAsync(NpgsqlConnection connection, Id<Organisation> reader, Id<Approval> approval, CancellationToken cancellationToken) =>
        connection.FirstAsync(
            """
            select p.grant_id, set_config('saasgate.grant', p.grant_id, true)
            from tenant.approval_projections p where p.partner_organisation_id = $1 and p.approval_id = $2
            """, row => row.GetString(0), cancellationToken, reader.Value, approval.Value);

    private static DecideOutcome Outcome(string code) => code switch
    {
        "decided" => DecideOutcome.Decided,
        "not_found" => DecideOutcome.NotFound,
        "already_decided" => DecideOutcome.AlreadyDecided,
        "view_changed" => DecideOutcome.ViewChanged,
        "own_request" => DecideOutcome.OwnRequest,
        "forbidden" => DecideOutcome.Forbidden,
        _ => throw new InvalidOperationException($"The database answers {code}, which this program does not know."),
    };

    private static ApprovalRow Row(NpgsqlDataReader row) => new()
    {
        Id = row.GetString(0),
        OrganisationId = row.GetString(1),
        OrganisationName = row.GetString(2),
        ViaGrant = row.Nullable<string>(3),
        SkillName = row.GetString(4),
        Rule = row.GetString(5),
        Severity = row.GetString(6),
        Summary = row.GetString(7),
        State = row.GetString(8),
        CreatedAt = row.Time(9),
        ExpiresAt = row.Time(10),
        DecidedAt = row.NullableTime(11),
        DecidedByName = row.Nullable<string>(12),
    };

    private static ApprovalFull Full(NpgsqlDataReader row) => new()
    {
        Id = row.GetString(0),
        OrganisationId = row.GetString(1),
        OrganisationName = row.GetString(2),
        ViaGrant = row.Nullable<string>(3),
        SkillName = row.GetString(4),
        Rule = row.GetString(5),
        Severity = row.GetString(6),
        Summary = row.GetString(7),
        State = row.GetString(8),
        CreatedAt = row.Time(9),
        ExpiresAt = row.Time(10),
        DecidedAt = row.NullableTime(11),
        DecidedByName = row.Nullable<string>(12),
        ExchangeId = row.GetString(13),
        SessionId = row.GetString(14),
        SkillId = row.GetString(15),
        OwnerUserId = row.GetString(16),
        OwnerName = row.Nullable<string>(17),
        OwnerNowUserId = row.Nullable<string>(18),
        PolicyId = row.GetString(19),
        PolicyVersion = row.GetInt64(20),
        Digest = row.GetFieldValue<byte[]>(21),
        ViewDigest = row.GetFieldValue<byte[]>(22),
        View = row.GetFieldValue<byte[]>(23),
        Note = row.Nullable<string>(24),
        AbandonedAt = row.NullableTime(25),
        MayDecide = row.GetBoolean(26),
    };
}
