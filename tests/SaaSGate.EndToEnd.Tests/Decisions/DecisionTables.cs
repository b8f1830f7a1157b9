using System.Globalization;
using Npgsql;
using SaaSGate.TestKit;

namespace SaaSGate.EndToEnd.Tests.Decisions;

/// <summary>What the tables say of approvals, and what may happen to them without anybody's word.</summary>
internal sealed class DecisionTables(string owner) : IAsyncDisposable
{
    // Not pooled: a connection of before PostgreSQL was killed is of no use.
    private readonly NpgsqlDataSource _tables = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(owner) { Pooling = false });

    /// <summary>Those of a round in a state: mark, id and view digest.</summary>
    public async Task<IReadOnlyList<(string Mark, string Id, string ViewDigest)>> ListAsync(string round, string state)
    {
        await using var command = _tables.CreateCommand("select split_part(summary, ':', 1), id, encode(view_digest, 'hex') from tenant.approvals where state = $1 and summary like $2 order by id");
        command.Parameters.Add(new() { Value = state });
        command.Parameters.Add(new() { Value = round + "-%" });
        await using var reader = await command.ExecuteReaderAsync(Bounded.Cancellation);
        var rows = new List<(string, string, string)>();
        while (await reader.ReadAsync(Bounded.Cancellation))
            rows.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        return rows;
    }

    /// <summary>Its time is up.</summary>
    public Task ExpireAsync(string mark) => RunAsync(
        "update tenant.approvals set expires_at = clock_timestamp() - interval '1 second' where state in ('pending', 'approved') and summary like $1", mark + ":%");

    /// <summary>The same rules as another version, by nobody.</summary>
    public Task ChangePolicyAsync(string skill) => RunAsync(
        """
        with now as (
            insert into tenant.policy_versions (organisation_id, policy_id, version, document, created_by, created_at)
            select v.organisation_id, v.policy_id, v.version + 1, v.document, v.created_by, clock_timestamp()
            from tenant.policy_versions v join tenant.policies p on p.organisation_id = v.organisation_id and p.id = v.policy_id and p.active_version = v.version
            where v.organisation_id = (select organisation_id from tenant.skills where name = $1)
            returning organisation_id, policy_id, version),
        set as (update tenant.policies p set active_version = n.version from now n where p.organisation_id = n.organisation_id and p.id = n.policy_id returning p.organisation_id)
        select set_config('saasgate.organisation', organisation_id, false), platform.append_view(organisation_id) from set
        """, skill);

    /// <summary>Approvals of a round that were used otherwise than promised.</summary>
    public Task<long> WrongAsync(string round) => CountAsync(
        """
        select count(*) from tenant.approvals a where a.summary like $1 and a.state = 'consumed' and (
            a.decided_at is null or a.consumed_at < a.decided_at or a.consumed_at > a.expires_at + interval '250 milliseconds' or a.seen_view_digest <> a.view_digest
            or not exists (select from tenant.audit_log l where l.organisation_id = a.organisation_id and l.target = a.id and l.action = 'approval.approved')
            or exists (select from tenant.locks l where l.organisation_id = a.organisation_id and l.target_id = a.skill_id
                and l.created_at < a.consumed_at - interval '250 milliseconds' and coalesce(l.lifted_at, 'infinity') > a.consumed_at + interval '250 milliseconds')
            or exists (select from tenant.policy_versions v where v.organisation_id = a.organisation_id and v.policy_id = a.policy_id and v.version > a.policy_version
                and v.created_at < a.consumed_at - interval '250 milliseconds'))
        """, round + "-%");

    /// <summary>Approvals of a mark that were used.</summary>
    public Task<long> ConsumedAsync(string mark) => CountAsync("select count(*) from tenant.approvals where summary like $1 and state = 'consumed'", mark + ":%");

    /// <summary>Exchanges that have not ended.</summary>
    public Task<long> OpenAsync() => CountAsync("select count(*) from tenant.exchanges where outcome is null and $1 <> ''", "x");

    public ValueTask DisposeAsync() => _tables.DisposeAsync();

    private async Task RunAsync(string sql, string value)
    {
        await using var command = _tables.CreateCommand(sql);
        command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(Bounded.Cancellation);
    }

    private async Task<long> CountAsync(string sql, string value)
    {
        await using var command = _tables.CreateCommand(sql);
        command.Parameters.Add(new() { Value = value });
        return Convert.ToInt64(await command.ExecuteScalarAsync(Bounded.Cancellation), CultureInfo.InvariantCulture);
    }
}
