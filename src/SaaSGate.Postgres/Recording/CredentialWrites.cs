using Npgsql;
using static SaaSGate.Postgres.Statements;

namespace SaaSGate.Postgres.Recording;

/// <summary>
/// Notes when credentials were last used: with the records of a batch, once for each credential, and no row more often than once a minute.
/// A row that another batch is at is left to it.
/// </summary>
internal static class CredentialWrites
{
    private static readonly (string Prefix, string Table)[] Tables = [("key_", "skill_keys"), ("cli_", "skill_clients"), ("map_", "issuer_mappings")];

    public static void Add(NpgsqlBatch write, string organisation, IReadOnlyList<PlannedExchange> exchanges)
    {
        var used = exchanges.Where(exchange => exchange.Draft.Start is not null && exchange.Open.SkillKeyId is not null)
            .GroupBy(exchange => exchange.Open.SkillKeyId!, exchange => exchange.Open.StartedAt)
            .Select(times => (Id: times.Key, At: times.Max())).ToList();
        foreach (var (prefix, table) in Tables)
        {
            var rows = used.Where(one => one.Id.StartsWith(prefix, StringComparison.Ordinal)).ToList();
            if (rows.Count == 0)
                continue;
            write.Add(
                $"""
                with due as (
                    select c.id, u.at from tenant.{table} c join unnest($2::text[], $3::timestamptz[]) u (id, at) on u.id = c.id
                    where c.organisation_id = $1 and coalesce(c.last_used_at, '-infinity') < u.at - interval '1 minute' for update of c skip locked)
                update tenant.{table} c set last_used_at = due.at from due where c.organisation_id = $1 and c.id = due.id
                """,
                organisation, Each(rows, row => row.Id), Each(rows, row => row.At));
        }
    }
}
