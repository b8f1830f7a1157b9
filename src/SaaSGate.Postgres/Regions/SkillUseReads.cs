using System.Globalization;
using Npgsql;
using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.Postgres.Regions;

/// <summary>What gateways are told of what skills have used, where a policy asks for it: any version of one, since drafts may run beside it.</summary>
internal static class SkillUseReads
{
    /// <summary>Things of a skill: the newest so many.</summary>
    private const int MostSeen = 2000;

    private const string Asks = """
        exists (
            select from tenant.policies p join tenant.policy_versions v on v.organisation_id = p.organisation_id and v.policy_id = p.id
            where p.organisation_id = $1 and strpos(v.document, $2) > 0)
        """;

    /// <summary>Adds the statements whose results <see cref="ReadAsync"/> reads.</summary>
    public static void Add(NpgsqlBatch batch, string organisation)
    {
        batch.Add(
            $"""
            select s.id, v.kind, v.value from tenant.skills s
            cross join lateral (
                select u.kind, u.value from tenant.skill_seen u where u.organisation_id = s.organisation_id and u.skill_id = s.id order by u.first_at desc limit $3) v
            where s.organisation_id = $1 and s.status = 'active' and {Asks}
            """, organisation, "first_seen", MostSeen);
        batch.Add($"select {Asks}", organisation, "limits");
        batch.Add(
            $"""
            select u.skill_id, u.day, u.requests, u.tokens, u.cost_micros from tenant.skill_use u
            where u.organisation_id = $1 and u.day = (clock_timestamp() at time zone 'UTC')::date and {Asks}
            """, organisation, "limits");
    }

    /// <summary>Gives skills what they have used, and returns the day's sums; null where no policy limits any.</summary>
    public static async Task<IReadOnlyList<SkillUse>?> ReadAsync(NpgsqlDataReader reader, IReadOnlyList<SkillView> skills, CancellationToken cancellationToken)
    {
        await reader.NextResultAsync(cancellationToken);
        var byId = skills.ToDictionary(skill => skill.Id);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (byId.TryGetValue(reader.GetString(0), out var skill))
                skill.Seen.Add(new SeenThing { Kind = reader.GetString(1), Value = reader.GetString(2) });
        }

        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var limits = reader.GetBoolean(0);
        await reader.NextResultAsync(cancellationToken);
        var uses = await reader.RestAsync(UseOf, cancellationToken);
        return limits ? uses : null;
    }

    private static SkillUse UseOf(NpgsqlDataReader row) => new()
    {
        SkillId = row.GetString(0),
        Day = row.GetFieldValue<DateOnly>(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Requests = row.GetInt64(2),
        Tokens = row.GetInt64(3),
        CostMicros = row.GetInt64(4),
    };
}
