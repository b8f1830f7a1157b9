using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Postgres.Tests.Migrations;

/// <summary>What must hold for whatever the scripts in migrations/ make.</summary>
public sealed class SchemaTests(Database database) : IClassFixture<Database>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Row_level_security_is_forced_on_every_tenant_table()
    {
        // Partitions are reached through their parent, whose security holds; the roles have no rights on them.
        const string Tables = "from pg_class where relnamespace = 'tenant'::regnamespace and relkind in ('r', 'p') and not relispartition";

        Assert.NotEmpty(await ListAsync($"select relname {Tables}"));
        Assert.Empty(await ListAsync($"select relname {Tables} and not (relrowsecurity and relforcerowsecurity)"));
    }

    [Fact]
    public async Task No_role_of_the_product_may_touch_a_partition_directly() => Assert.Empty(await ListAsync("""
        select relname from pg_class, unnest(array['saasgate_app', 'saasgate_platform']) role
        where relnamespace = 'tenant'::regnamespace and relispartition
          and relkind = 'r' and has_table_privilege(role, oid, 'select, insert, update, delete')
        """));

    [Fact]
    public async Task The_roles_of_the_product_own_nothing_and_pass_no_security()
    {
        Assert.Equal(["saasgate_app", "saasgate_platform"], await ListAsync("""
            select rolname from pg_roles
            where rolname like 'saasgate%' and rolcanlogin and not (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb) order by 1
            """));
        Assert.Equal(["saasgate_search"], await ListAsync("""
            select rolname from pg_roles
            where rolname like 'saasgate%' and not rolcanlogin and not (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb) order by 1
            """));

        // The functions that search are all that any of them owns, and it could make no other.
        Assert.Equal(["search_alike", "search_best", "search_first", "search_newest"], await ListAsync("""
            select coalesce(p.proname::text, d.classid::regclass || ' ' || d.objid) from pg_shdepend d left join pg_proc p on d.classid = 'pg_proc'::regclass and p.oid = d.objid
            where d.refclassid = 'pg_authid'::regclass and d.deptype = 'o' and d.refobjid::regrole::text like 'saasgate%'
              and d.dbid = (select oid from pg_database where datname = current_database()) order by 1
            """));
        Assert.Empty(await ListAsync("select nspname from pg_namespace where nspname in ('tenant', 'platform') and has_schema_privilege('saasgate_search', oid, 'create')"));
    }

    [Fact]
    public async Task No_function_that_runs_as_its_owner_takes_its_search_path_from_the_caller() => Assert.Empty(await ListAsync("""
        select proname from pg_proc
        where pronamespace in ('tenant'::regnamespace, 'platform'::regnamespace) and prosecdef
          and not exists (select 1 from unnest(proconfig) setting where setting like 'search_path=%pg_temp')
        """));

    private async Task<List<string>> ListAsync(string sql)
    {
        await using var command = database.Owner.CreateCommand(sql);
        await using var rows = await command.ExecuteReaderAsync(Cancellation);
        var list = new List<string>();
        while (await rows.ReadAsync(Cancellation))
            list.Add(rows.GetString(0));
        return list;
    }
}
