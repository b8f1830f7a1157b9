using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.Postgres;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Tenancy;

/// <summary>Raw SQL as the application's role, whatever the code above it would ask.</summary>
public sealed class RowSecurityTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Application_role_sees_no_row_of_another_organisation()
    {
        await app.RecordAsync("{}", null, "data"u8.ToArray());
        await app.HoldAsync();
        var tables = await TablesAsync();
        Assert.True(tables.Count >= 20, "The tenant tables were not found.");
        var filled = 0;
        foreach (var table in tables)
        {
            // What was given to a partner on purpose belongs to the partner: these two have tests of their own.
            if (table is "grants" or "approval_projections")
                continue;
            var sql = $"select count(*) from tenant.{table} where organisation_id = '{DemoOrganisations.Acme}'";
            filled += await CountAsync(DemoOrganisations.Acme, sql) > 0 ? 1 : 0;
            Assert.Equal(0, await CountAsync(DemoOrganisations.Northwind, sql));
            Assert.Equal(0, await CountAsync(default, sql));
        }

        Assert.True(filled >= 12, $"Only {filled} tables hold rows of acme, so little was proved.");
    }

    [Fact]
    public async Task Application_role_cannot_write_into_another_organisation()
    {
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => app.Database.Tenants.InTenantAsync(DemoOrganisations.Northwind, async connection =>
        {
            await using var command = new Npgsql.NpgsqlCommand(
                $"insert into tenant.feed (organisation_id, position, kind, subject) values ('{DemoOrganisations.Acme}', 1000000, 'SkillChanged', 'x')", connection);
            await command.ExecuteNonQueryAsync(Cancellation);
        }, Cancellation));
    }

    private async Task<List<string>> TablesAsync()
    {
        var tables = new List<string>();
        await using var command = app.Database.Owner.CreateCommand(
            """
            select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = 'tenant' and c.relkind in ('r', 'p') and not c.relispartition order by 1
            """);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        while (await reader.ReadAsync(Cancellation))
            tables.Add(reader.GetString(0));
        return tables;
    }

    private Task<long> CountAsync(TenantScope scope, string sql) => app.Database.Tenants.InTenantAsync(scope, async connection =>
    {
        await using var command = new Npgsql.NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }, Cancellation);
}
