using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Sessions;

/// <summary>What skills did, as recorded.</summary>
/// <param name="tenants">The database.</param>
public sealed class SessionStore(TenantDatabase tenants)
{
    private const string Columns = """
        s.id, s.skill_id, s.skill_name, coalesce(m.display_name, s.owner_user_id) as owner_name, s.name, s.title, s.started_at, s.last_at,
        s.open_exchanges > 0 as live, s.exchanges, s.findings, s.input_tokens, s.output_tokens, s.model, s.last_decision, s.last_outcome
        """;

    private const string From = """
        from tenant.sessions s
        left join tenant.members m on m.organisation_id = s.organisation_id and m.user_id = s.owner_user_id
        """;

    internal const string ExchangeColumns = """
        e.id, e.started_at, e.ended_at, e.outcome is null as live, e.method, e.path, e.model, e.streaming, e.status, e.decision, e.rule, e.severity,
        e.policy_version, e.approval_id, e.parent_id, e.outcome, e.problem, e.stop_reason, e.input_tokens, e.output_tokens, e.request_bytes, e.response_bytes
        """;

    /// <summary>Calls of exchanges <c>e</c> that were kept back, with what became of those that were held.</summary>
    internal const string WithheldCalls = """
        select e.id as exchange_id, w.at, w.index, w.tool, w.input, w.rule, w."policyId" as policy_id, w."policyVersion" as policy_version, w.kind,
            w."approvalId" as approval_id, a.state as approval_state, a.decided_by_name
        from tenant.exchanges e
        cross join lateral jsonb_to_recordset(e.withheld) w (
            at timestamptz, index int, tool text, input text, rule text, "policyId" text, "policyVersion" bigint, kind text, "approvalId" text)
        left join tenant.approvals a on a.organisation_id = e.organisation_id and a.id = w."approvalId"
        """;

    /// <summary>Sessions, the one where something happened last first.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="filter">Which.</param>
    /// <param name="beforeAt">When something last happened in the last one known; null for the first.</param>
    /// <param name="beforeId">Id of the last one known.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<List<SessionSummary>> ListAsync(
        Id<Organisation> organisation, SessionFilter filter, DateTimeOffset? beforeAt, string? beforeId, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return tenants.InTenantAsync(organisation, connection => connection.ListAsync<SessionSummary>(
            $"""
            select {Columns} {From}
            where s.organisation_id = @organisation and s.emptied_at is null {(filter.LiveOnly ? "and s.open_exchanges > 0" : "")} and (@skill is null or s.skill_id = @skill)
              and (@beforeAt is null or (s.last_at, s.id) < (@beforeAt, @beforeId))
            order by s.last_at desc, s.id desc limit @limit
            """,
            new { organisation = organisation.Value, skill = filter.SkillId, beforeAt, beforeId, limit }, cancellationToken), cancellationToken);
    }

    /// <summary>Whether the organisation has such a session.</summary>
    public Task<bool> ExistsAsync(Id<Organisation> organisation, Id<Session> session, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ValueAsync<bool>(
            "select exists (select from tenant.sessions where organisation_id = @organisation and id = @session and emptied_at is null)",
            new { organisation = organisation.Value, session = session.Value }, cancellationToken), cancellationToken);

    /// <summary>A session with all of its exchanges; null when it is not there.</summary>
    public Task<SessionDetail?> FindAsync(Id<Organisation> organisation, Id<Session> session, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection =>
        {
            var key = new { organisation = organisation.Value, session = session.Value };
            var detail = await connection.FirstAsync<SessionDetail>(
                $"""
                select {Columns}, s.owner_user_id, k.owner_user_id as owner_now_id, coalesce(n.display_name, k.owner_user_id) as owner_now_name,
                    c.name as connection_name, s.region_id, g.gateway_id
                {From}
                join tenant.skills k on k.organisation_id = s.organisation_id and k.id = s.skill_id
                join tenant.connections c on c.organisation_id = k.organisation_id and c.id = k.connection_id
                left join tenant.members n on n.organisation_id = k.organisation_id and n.user_id = k.owner_user_id
                left join lateral (
                    select e.gateway_id from tenant.exchanges e
                    where e.organisation_id = s.organisation_id and e.session_id = s.id order by e.started_at desc limit 1) g on true
                where s.organisation_id = @organisation and s.id = @session and s.emptied_at is null
                """,
                key, cancellationToken);
            if (detail is null)
                return null;
            var exchanges = await connection.ListAsync<ExchangeSummary>(
                $"select {ExchangeColumns} from tenant.exchanges e where e.organisation_id = @organisation and e.session_id = @session order by e.started_at, e.id",
                key, cancellationToken);
            var findings = await connection.ListAsync<FindingRow>(
                """
                select f.exchange_id, f.direction, f.type, f.label, f.location, f.rule, f.detector
                from tenant.exchanges e
                join tenant.findings f on f.organisation_id = e.organisation_id and f.exchange_id = e.id and f.started_at = e.started_at
                where e.organisation_id = @organisation and e.session_id = @session
                order by f.direction, f.ordinal
                """,
                key, cancellationToken);
            var withheld = await connection.ListAsync<WithheldRow>(
                $"{WithheldCalls} where e.organisation_id = @organisation and e.session_id = @session order by w.at, w.index", key, cancellationToken);
            var (found, kept) = (findings.ToLookup(row => row.ExchangeId, row => row.Finding), withheld.ToLookup(row => row.ExchangeId, row => row.Call));
            return detail with
            {
                ExchangesList = [.. exchanges.Select(exchange => exchange with { Findings = [.. found[exchange.Id]], Withheld = [.. kept[exchange.Id]] })],
            };
        }, cancellationToken);

    /// <summary>One of <see cref="WithheldCalls"/>.</summary>
    internal sealed record WithheldRow(
        string ExchangeId, DateTimeOffset At, int Index, string Tool, string Input, string Rule, string PolicyId, long PolicyVersion, string Kind,
        string? ApprovalId, string? ApprovalState, string? DecidedByName)
    {
        public WithheldCall Call => new(At, Index, Tool, Input, Rule, PolicyId, PolicyVersion, Kind, ApprovalId, ApprovalState, DecidedByName);
    }

    private sealed record FindingRow(string ExchangeId, string Direction, string Type, string Label, string Location, string? Rule, string Detector)
    {
        public FindingView Finding => new(Direction, Type, Label, Location, Rule, Detector);
    }
}
