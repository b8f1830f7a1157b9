using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Recording;

namespace SaaSGate.Postgres.Policies;

/// <summary>Reads recorded exchanges session by session, each block once.</summary>
/// <param name="tenants">The database.</param>
public sealed class BacktestReader(TenantDatabase tenants)
{
    private const string WithoutAnswer = "null::bytea as response_body, null::text as call_kind, null::text as call_rule from tenant.exchanges e";

    private const string WithAnswer = """
        e.response_body, c.kind as call_kind, c.rule as call_rule from tenant.exchanges e
        left join lateral (
            select m.kind, m.rule from tenant.rule_matches m
            where m.organisation_id = e.organisation_id and m.exchange_id = e.id and m.direction = 'response' and m.decisive and not m.shadow and m.kind <> 'mask'
            order by array_position(array['allow', 'mask', 'hold', 'block', 'lock'], m.kind) desc, m.ordinal limit 1) c on true
        """;

    /// <summary>All skills of an organisation, those that were revoked too.</summary>
    public Task<List<BacktestSkill>> SkillsAsync(Id<Organisation> organisation, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<BacktestSkill>(
            "select id, name, labels from tenant.skills where organisation_id = tenant.current_organisation()", null, cancellationToken), cancellationToken);

    /// <summary>The next sessions of some skills; null when there are no more.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="skills">The skills.</param>
    /// <param name="plan">Which exchanges.</param>
    /// <param name="after">The last session that was read.</param>
    /// <param name="sessions">How many at most.</param>
    /// <param name="answers">Whether answers are read too, for the tool calls in them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<BacktestChunk?> ReadAsync(
        Id<Organisation> organisation, string[] skills, BacktestPlan plan, string after, int sessions, bool answers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            var ids = await connection.ListAsync<SessionId>(
                """
                select id from tenant.sessions where organisation_id = tenant.current_organisation() and id > @after and last_at >= @Since and started_at < @Until
                  and skill_id = any (@skills) order by id limit @sessions
                """,
                new { after, plan.Since, plan.Until, skills, sessions }, cancellationToken);
            if (ids.Count == 0)
                return null;
            await using var read = new NpgsqlBatch(connection);
            var keys = Statements.Each(ids, session => session.Id);
            read.Add(
                $"""
                select e.id, e.session_id, e.skill_id, e.started_at, e.path, e.decision, e.rule, e.policy_id, e.request_skeleton, e.request_blocks, {(answers ? WithAnswer : WithoutAnswer)}
                where e.organisation_id = tenant.current_organisation() and e.session_id = any ($1) and e.started_at >= $2 and e.started_at < $3 and e.method = 'POST'
                order by e.session_id, e.started_at, e.id
                """,
                keys, plan.Since, plan.Until);
            read.Add(
                "select session_id, month, number, body from tenant.blocks where organisation_id = tenant.current_organisation() and session_id = any ($1) and month >= $2",
                keys, MonthOf(plan.Since));
            read.Add(
                """
                select f.exchange_id, f.type, f.detector, f.location, f.span_start, f.span_end, f.score, f.label, f.fingerprint, f.rule from tenant.exchanges e
                join tenant.findings f on f.organisation_id = e.organisation_id and f.exchange_id = e.id and f.started_at = e.started_at and f.direction = 'request'
                where e.organisation_id = tenant.current_organisation() and e.session_id = any ($1) and e.started_at >= $2 and e.started_at < $3
                  and f.started_at >= $2 and f.started_at < $3 order by f.exchange_id, f.ordinal
                """,
                keys, plan.Since, plan.Until);
            await using var reader = await read.ExecuteReaderAsync(cancellationToken);
            var exchanges = await reader.RestAsync(RowReader<BacktestExchange>.For(reader), cancellationToken);
            var chunk = new BacktestChunk { LastSession = ids[^1].Id, Exchanges = exchanges };
            await reader.NextResultAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                chunk.Add(reader.GetString(0), reader.GetFieldValue<DateOnly>(1), reader.GetInt32(2), RecordedBytes.Decompress(reader.GetFieldValue<byte[]>(3)));
            await reader.NextResultAsync(cancellationToken);
            var found = RowReader<BacktestFinding>.For(reader);
            while (await reader.ReadAsync(cancellationToken))
                chunk.Add(found(reader));
            return chunk;
        }, cancellationToken);
    }

    /// <summary>The month whose blocks an exchange is made of.</summary>
    public static DateOnly MonthOf(DateTimeOffset at) => new(at.UtcDateTime.Year, at.UtcDateTime.Month, 1);

    private sealed record SessionId(string Id);
}
