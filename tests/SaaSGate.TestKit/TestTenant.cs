using Npgsql;
using SaaSGate.Contracts.Ids;

namespace SaaSGate.TestKit;

/// <summary>
/// An organisation with a connection, an owner, a skill and a policy, made of rows. Each has ids of its own, so that tests
/// can share a database without resetting it.
/// </summary>
public sealed class TestTenant
{
    private readonly Database _database;

    private TestTenant(Database database) => _database = database;

    public Id<Organisation> Organisation { get; } = Id<Organisation>.New(TimeProvider.System);

    public Id<Connection> Connection { get; } = Id<Connection>.New(TimeProvider.System);

    public Id<Skill> Skill { get; } = Id<Skill>.New(TimeProvider.System);

    public Id<SkillKey> SkillKey { get; } = Id<SkillKey>.New(TimeProvider.System);

    public Id<Policy> Policy { get; } = Id<Policy>.New(TimeProvider.System);

    public Id<User> Owner { get; } = Id<User>.New(TimeProvider.System);

    /// <summary>Its short name.</summary>
    public string Slug => Organisation.Value.Replace('_', '-');

    /// <summary>Adds one.</summary>
    /// <param name="database">Where.</param>
    /// <param name="keysSealed">The organisation's keys, for tests that open them.</param>
    /// <param name="credentialSealed">The connection's credential, for tests that open it.</param>
    public static async Task<TestTenant> AddAsync(
        Database database, Func<Id<Organisation>, byte[]>? keysSealed = null, Func<Id<Organisation>, Id<Connection>, byte[]>? credentialSealed = null)
    {
        var tenant = new TestTenant(database);
        await tenant.ExecuteAsync(
            """
            insert into tenant.organisations (organisation_id, slug, name, keys_sealed) values ($1, replace($1, '_', '-'), 'Organisation ' || right($1, 4), $7);
            """,
            """
            insert into tenant.members (organisation_id, user_id, display_name, email, roles) values ($1, $5, 'Olga Owner', 'olga@example.com', '{admin}')
            """,
            """
            insert into tenant.connections (organisation_id, id, name, base_url, credential_sealed, credential_hint, regions)
            values ($1, $2, 'claude', 'https://claude.test', $8, 'abcd', '{}')
            """,
            """
            insert into tenant.skills (organisation_id, id, name, purpose, owner_user_id, connection_id, labels, expires_at, created_by)
            values ($1, $3, 'triage', 'Sorts tickets', $5, $2, '{support}', now() + interval '30 days', $5)
            """,
            """
            insert into tenant.skill_keys (organisation_id, id, skill_id, hint, hash, created_by, expires_at)
            values ($1, $6, $3, 'sgk_ab', sha256($6::bytea), $5, now() + interval '30 days')
            """,
            """
            insert into tenant.policies (organisation_id, id, name, active_version) values ($1, $4, 'default', 1)
            """,
            """
            insert into tenant.policy_versions (organisation_id, policy_id, version, document, created_by) values ($1, $4, 1, 'rules: []', $5)
            """,
            keysSealed?.Invoke(tenant.Organisation) ?? [1], credentialSealed?.Invoke(tenant.Organisation, tenant.Connection) ?? [1]);
        return tenant;
    }

    /// <summary>Adds a person with roles.</summary>
    public async Task<Id<User>> AddMemberAsync(params string[] roles)
    {
        var user = Id<User>.New(TimeProvider.System);
        await PeekAsync<object>(
            "insert into tenant.members (organisation_id, user_id, display_name, email, roles) values ($1, $2, 'Member ' || right($2, 4), $2 || '@example.com', $3)", user.Value, roles);
        return user;
    }

    /// <summary>Gives a partner a grant for an hour.</summary>
    public async Task<Id<Grant>> GrantAsync(TestTenant partner, params string[] actions)
    {
        ArgumentNullException.ThrowIfNull(partner);
        var grant = Id<Grant>.New(TimeProvider.System);
        await using var command = _database.Owner.CreateCommand(
            "insert into tenant.grants (organisation_id, id, partner_organisation_id, actions, created_by, until) values ($1, $2, $3, $4, $5, now() + interval '1 hour')");
        foreach (var value in (object[])[Organisation.Value, grant.Value, partner.Organisation.Value, actions, Owner.Value])
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync();
        return grant;
    }

    /// <summary>Looks behind row-level security: the first column of the first row. <c>$1</c> is the organisation, the rest as given.</summary>
    public async Task<T?> PeekAsync<T>(string sql, params object[] values)
    {
        await using var command = _database.Owner.CreateCommand(sql);
        command.Parameters.Add(new() { Value = Organisation.Value });
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return await command.ExecuteScalarAsync() is T found ? found : default;
    }

    private async Task ExecuteAsync(params object[] statementsAndSecrets)
    {
        await using var connection = await _database.Owner.OpenConnectionAsync();
        object[] values = [Organisation.Value, Connection.Value, Skill.Value, Policy.Value, Owner.Value, SkillKey.Value, statementsAndSecrets[^2], statementsAndSecrets[^1]];
        foreach (var sql in statementsAndSecrets.OfType<string>())
        {
            await using var command = new NpgsqlCommand(sql, connection);
            foreach (var value in values)
                command.Parameters.Add(new() { Value = value });
            await command.ExecuteNonQueryAsync();
        }
    }
}
