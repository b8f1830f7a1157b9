using Npgsql;
using SaaSGate.Contracts.Ids;

namespace SaaSGate.Benchmarks.Store;

/// <summary>The organisation whose exchanges are generated: its people, a connection and its skills, as rows.</summary>
internal sealed class StoreTenant
{
    private const int People = 15, SkillCount = 40;
    private static readonly string[] Purposes = ["triage", "export", "billing", "research", "onboarding", "forecast", "review", "cleanup"];
    private static readonly string[] Teams = ["support", "finance", "sales", "legal", "platform"];

    private StoreTenant()
    {
    }

    public Id<Organisation> Organisation { get; } = Id<Organisation>.New(TimeProvider.System);

    public string Connection { get; } = Id<Connection>.New(TimeProvider.System).Value;

    public string Policy { get; } = Id<Policy>.New(TimeProvider.System).Value;

    public string[] Owners { get; } = [.. Enumerable.Range(0, People).Select(_ => Id<User>.New(TimeProvider.System).Value)];

    public (string Id, string Owner)[] Skills { get; private set; } = [];

    public static async Task<StoreTenant> AddAsync(NpgsqlDataSource owner, CancellationToken cancellationToken)
    {
        var tenant = new StoreTenant();
        tenant.Skills = [.. Enumerable.Range(0, SkillCount).Select(i => (Id<Skill>.New(TimeProvider.System).Value, tenant.Owners[i % People]))];
        await using var batch = owner.CreateBatch();
        Add("insert into tenant.organisations (organisation_id, slug, name, keys_sealed) values ($1, replace($1, '_', '-'), 'Generated', '\\x01')");
        Add(
            "insert into tenant.members (organisation_id, user_id, display_name, email, roles) select $1, u, 'Person ' || i, 'p' || i || '@example.com', '{admin}' from unnest($2::text[]) with ordinality p (u, i)",
            (object)tenant.Owners);
        Add("insert into tenant.connections (organisation_id, id, name, base_url, credential_sealed, credential_hint, regions) values ($1, $2, 'claude', 'https://claude.test', '\\x01', 'abcd', '{}')", tenant.Connection);
        Add(
            """
            insert into tenant.skills (organisation_id, id, name, purpose, owner_user_id, connection_id, labels, expires_at, created_by)
            select $1, s.id, s.name, 'Generated', s.owner, $2, array[s.team], now() + interval '30 days', s.owner
            from unnest($3::text[], $4::text[], $5::text[], $6::text[]) s (id, name, owner, team)
            """,
            tenant.Connection, tenant.Skills.Select(skill => skill.Id).ToArray(), tenant.Skills.Select((_, i) => $"{Teams[i % Teams.Length]}-{Purposes[i % Purposes.Length]}-{i}").ToArray(),
            tenant.Skills.Select(skill => skill.Owner).ToArray(), tenant.Skills.Select((_, i) => Teams[i % Teams.Length]).ToArray());
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return tenant;

        void Add(string sql, params object[] values)
        {
            var command = new NpgsqlBatchCommand(sql) { Parameters = { new() { Value = tenant.Organisation.Value } } };
            foreach (var value in values)
                command.Parameters.Add(new() { Value = value });
            batch.BatchCommands.Add(command);
        }
    }
}
