using System.Globalization;
using Npgsql;
using SaaSGate.TestKit;

namespace SaaSGate.EndToEnd.Tests.Decisions;

/// <summary>What the tables say of approvals, and what may happen to them without anybody's word.</summary>
internal sealed class DecisionTables(string owner) : IAsyncDisposable
{
    // Few, since all who play look here again and again. Those of before PostgreSQL was killed break once each.
    private readonly NpgsqlDataSource _tables = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(owner) { MaxPoolSize = 4 });

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

    /// <summary>A policy more for a skill, by nobody, that says nothing: what waits was not decided under it all the same.</summary>
    public Task AttachPolicyAsync(string skill, string name) => RunAsync(
        """
        with s as (select organisation_id, id from tenant.skills where name = split_part($1, ' ', 1)),
        now as (
            insert into tenant.policies (organisation_id, id, name, scope, active_version)
            select organisation_id, 'pol_' || rpad(md5($1), 26, '0'), split_part($1, ' ', 2), 'skill:' || id, 1 from s returning organisation_id, id),
        said as (
            insert into tenant.policy_versions (organisation_id, policy_id, version, document, created_by, created_at)
            select organisation_id, id, 1, 'rules: []', 'usr_nobody', clock_timestamp() from now returning organisation_id)
        select set_config('saasgate.organisation', organisation_id, false), platform.append_view(organisation_id) from said
        """, $"{skill} {name}");

    /// <summary>Approvals of a round that were used otherwise than promised. What ended them counts from when it was committed, which rows do not say.</summary>
    /// <param name="round">The round.</param>
    /// <param name="locked">From when until when the skill was locked; null where it was not.</param>
    /// <param name="changed">From when another version of the policy, or another policy, was in force; null where none was.</param>
    public async Task<long> WrongAsync(string round, (DateTimeOffset From, DateTimeOffset Until)? locked = null, DateTimeOffset? changed = null)
    {
        await using var command = _tables.CreateCommand(
            """
            select count(*) from tenant.approvals a where a.summary like $1 and a.state = 'consumed' and (
                a.decided_at is null or a.consumed_at < a.decided_at or a.consumed_at > a.expires_at + interval '250 milliseconds' or a.seen_view_digest <> a.view_digest
                or not exists (select from tenant.audit_log l where l.organisation_id = a.organisation_id and l.target = a.id and l.action = 'approval.approved')
                or coalesce(a.consumed_at > $2 and a.consumed_at < $3, false)
                or coalesce(a.consumed_at > $4 and a.policies <> (select tenant.policies_for(s) from tenant.skills s where s.organisation_id = a.organisation_id and s.id = a.skill_id), false))
            """);
        command.Parameters.Add(new() { Value = round + "-%" });
        foreach (var at in (DateTimeOffset?[])[locked?.From, locked?.Until, changed])
            command.Parameters.Add(new() { Value = at is { } time ? time.UtcDateTime : DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz });
        return Convert.ToInt64(await command.ExecuteScalarAsync(Bounded.Cancellation), CultureInfo.InvariantCulture);
    }

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
