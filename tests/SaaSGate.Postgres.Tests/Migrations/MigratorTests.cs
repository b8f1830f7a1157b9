using Npgsql;
using SaaSGate.Postgres.Migrations;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Postgres.Tests.Migrations;

public sealed class MigratorTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly Script First = new("0001_first.sql", "create table first (it int); -- a ';' in a comment\n");
    private static readonly Script Second = new("0002_second.sql", "create function second() returns int language plpgsql as $body$ begin return 2; end $body$; insert into first values (1);\n");
    private MigrationOptions _database = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await server.CreateEmptyAsync(Cancellation);

    public async ValueTask DisposeAsync() => await server.DropAsync(_database, CancellationToken.None);

    [Fact]
    public async Task Applies_what_is_missing_in_order()
    {
        Assert.Equal(["0001_first.sql"], await Migrator.MigrateAsync(_database, [First], Cancellation));
        Assert.Equal(["0002_second.sql"], await Migrator.MigrateAsync(_database, [First, Second], Cancellation));
        Assert.Empty(await Migrator.MigrateAsync(_database, [First, Second], Cancellation));

        Assert.Equal(2, await ScalarAsync("select second()"));
    }

    [Fact]
    public async Task Applies_each_script_once_when_two_migrate_together()
    {
        var both = await Task.WhenAll(
            Migrator.MigrateAsync(_database, [First, Second], Cancellation),
            Migrator.MigrateAsync(_database, [First, Second], Cancellation));

        Assert.Equal([0, 2], both.Select(applied => applied.Count).Order());
        Assert.Equal(1L, await ScalarAsync("select count(*) from first"));
    }

    [Fact]
    public async Task Refuses_when_a_script_was_changed_after_it_was_applied()
    {
        await Migrator.MigrateAsync(_database, [First], Cancellation);

        Assert.StartsWith("Migration 0001_first.sql was changed", await RefusalAsync([First with { Sql = First.Sql + " " }]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_when_the_database_is_newer_than_the_program()
    {
        await Migrator.MigrateAsync(_database, [First, Second], Cancellation);

        Assert.StartsWith("The database is newer than this program: it has had migration 0002_second.sql", await RefusalAsync([First]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_a_script_that_comes_before_one_that_was_applied()
    {
        await Migrator.MigrateAsync(_database, [Second with { Sql = "select 2" }], Cancellation);

        Assert.StartsWith("Migration 0001_first.sql comes before 0002_second.sql", await RefusalAsync([First, Second with { Sql = "select 2" }]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rolls_back_the_script_that_fails_and_keeps_those_before_it()
    {
        var broken = new Script("0002_broken.sql", "insert into first values (1); select 1 / 0;");

        Assert.StartsWith("Migration 0002_broken.sql failed and was rolled back: 22012: division by zero", await RefusalAsync([First, broken]), StringComparison.Ordinal);

        Assert.Equal(0L, await ScalarAsync("select count(*) from first"));
        Assert.Equal(["0002_second.sql"], await Migrator.MigrateAsync(_database, [First, Second], Cancellation));
    }

    [Fact]
    public async Task Creates_a_database_that_is_not_there()
    {
        var absent = _database with { Owner = new NpgsqlConnectionStringBuilder(_database.Owner) { Database = "not_yet" }.ConnectionString };

        Assert.Single(await Migrator.MigrateAsync(absent, [First], Cancellation));

        await server.DropAsync(absent, Cancellation);
    }

    [Fact]
    public async Task Says_when_the_server_cannot_be_reached()
    {
        var away = _database with { Owner = new NpgsqlConnectionStringBuilder(_database.Owner) { Port = 1 }.ConnectionString };

        var refusal = await Assert.ThrowsAsync<MigrationException>(() => Migrator.MigrateAsync(away, [First], Cancellation));

        Assert.StartsWith("PostgreSQL cannot be used (Failed to connect to 127.0.0.1:1): ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_what_a_user_needs_who_may_not_migrate()
    {
        var name = new NpgsqlConnectionStringBuilder(_database.Owner).Database;
        await ScalarAsync($"create role modest_{name} login password 'modest'; alter database {name} owner to modest_{name}");
        var owner = _database.Owner;
        try
        {
            _database = _database with { Owner = new NpgsqlConnectionStringBuilder(owner) { Username = $"modest_{name}", Password = "modest", Pooling = false }.ConnectionString };
            var refusal = await RefusalAsync([First]);
            Assert.StartsWith("The user of the connection string may not do what a migration does (permission denied to ", refusal, StringComparison.Ordinal);
            Assert.Contains("'alter role … createrole'", refusal, StringComparison.Ordinal);
        }
        finally
        {
            _database = _database with { Owner = owner };
            await ScalarAsync($"reassign owned by modest_{name} to current_user; drop owned by modest_{name}; drop role modest_{name}");
        }
    }

    [Fact]
    public async Task Hashes_a_script_alike_whatever_git_made_of_its_line_ends() =>
        Assert.All(Script.Embedded(), script => Assert.DoesNotContain('\r', script.Sql));

    [Fact]
    public async Task Mends_skills_of_people_who_left_before_and_those_that_were_revoked_unconfirmed()
    {
        var scripts = Script.Embedded();
        await Migrator.MigrateAsync(_database, [.. scripts.Where(script => string.CompareOrdinal(script.Name, "0076") < 0)], Cancellation);
        await ScalarAsync(
            """
            insert into tenant.organisations (organisation_id, slug, name, keys_sealed) values ('org', 'org', 'Org', '');
            insert into tenant.members (organisation_id, user_id, display_name, email, roles, status) values ('org', 'usr_here', 'H', 'h', '{admin}', 'active'), ('org', 'usr_left', 'L', 'l', '{}', 'inactive');
            insert into tenant.connections (organisation_id, id, name, base_url, credential_sealed, credential_hint, regions) values ('org', 'con', 'c', 'https://claude.test', '', '', '{}');
            insert into tenant.skills (organisation_id, id, name, purpose, owner_user_id, connection_id, labels, expires_at, created_by, status, confirm_lock)
            select 'org', id, id, '', owner, 'con', '{}', now(), 'usr_here', status, lock
            from (values ('runs', 'usr_here', 'active', null), ('over', 'usr_here', 'revoked', 'lck'), ('waits', 'usr_here', 'suspended', 'lck'), ('left', 'usr_left', 'suspended', 'lck'))
                s (id, owner, status, lock);
            insert into tenant.skill_keys (organisation_id, id, skill_id, hint, hash, created_by, expires_at)
            select 'org', 'key_' || id, id, '', id::bytea, '', now() + interval '1 day' from tenant.skills;
            insert into tenant.skill_clients (organisation_id, id, skill_id, method, hint, created_by, expires_at)
            select 'org', 'cli_' || id, id, 'client_secret', '', '', now() + interval '1 day' from tenant.skills;
            insert into platform.oidc_applications (id, client_id, properties) select id, id, '{"organisation":"org"}' from tenant.skill_clients
            """);
        await Migrator.MigrateAsync(_database, scripts, Cancellation);

        Assert.Equal(
            "left suspended lck usr_left true true 0, over revoked - - false false 1, runs active - - false false 1, waits suspended lck - false false 1",
            await ScalarAsync(
                """
                select string_agg(concat_ws(' ', s.id, s.status, coalesce(s.confirm_lock, '-'), coalesce(s.left_by, '-'), (k.revoked_at is not null)::text, (c.revoked_at is not null)::text,
                    (select count(*) from platform.oidc_applications a where a.client_id = c.id)), ', ' order by s.id)
                from tenant.skills s join tenant.skill_keys k on k.skill_id = s.id join tenant.skill_clients c on c.skill_id = s.id
                """));
        Assert.Equal(4L, await ScalarAsync(
            "select count(*) from pg_class where relrowsecurity and relforcerowsecurity and relnamespace = 'tenant'::regnamespace and relname in ('skills', 'members', 'skill_keys', 'skill_clients')"));
    }

    private async Task<string> RefusalAsync(IReadOnlyList<Script> scripts)
    {
        var refusal = await Assert.ThrowsAsync<MigrationException>(() => Migrator.MigrateAsync(_database, scripts, Cancellation));
        Assert.DoesNotContain('\n', refusal.Message);
        return refusal.Message;
    }

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_database.Owner + ";Pooling=false");
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
