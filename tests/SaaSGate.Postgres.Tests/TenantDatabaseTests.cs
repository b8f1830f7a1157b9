using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Postgres.Tests;

public sealed class TenantDatabaseTests(Database database) : IClassFixture<Database>, IAsyncLifetime
{
    private readonly Id<Organisation> _acme = Id<Organisation>.New(TimeProvider.System);
    private readonly Id<Organisation> _northwind = Id<Organisation>.New(TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await database.ResetAsync(Cancellation);
        foreach (var (organisation, slug) in new[] { (_acme, "acme"), (_northwind, "northwind") })
        {
            await database.Tenants.InTenantAsync(organisation, async connection =>
            {
                await using var insert = new NpgsqlCommand("insert into tenant.organisations (organisation_id, slug, name, keys_sealed) values ($1, $2, $2, '')", connection)
                {
                    Parameters = { new() { Value = organisation.Value }, new() { Value = slug } },
                };
                await insert.ExecuteNonQueryAsync(Cancellation);
            }, Cancellation);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_transaction_sees_its_own_organisation_alone()
    {
        Assert.Equal(["acme"], await SlugsAsync(_acme));
        Assert.Equal(["northwind"], await SlugsAsync(_northwind));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_that_served_a_tenant_shows_nothing_to_the_next_who_forgets_the_scope(bool fails)
    {
        // As the product's pools are: nothing is reset when a connection comes back.
        await using var source = NpgsqlDataSource.Create(database.Options.App + ";Maximum Pool Size=1;No Reset On Close=true");
        var served = 0;
        var work = new TenantDatabase(source).InTenantAsync(_acme, connection =>
        {
            served = connection.ProcessID;
            return fails ? Task.FromException(new InvalidOperationException()) : Task.CompletedTask;
        }, Cancellation);
        if (fails)
            await Assert.ThrowsAsync<InvalidOperationException>(() => work);
        else
            await work;

        await using var connection = await source.OpenConnectionAsync(Cancellation);
        await using var command = new NpgsqlCommand(
            "select count(*) || coalesce(current_setting('saasgate.organisation', true), '') from tenant.organisations", connection);

        Assert.Equal(served, connection.ProcessID);
        Assert.Equal("0", await command.ExecuteScalarAsync(Cancellation));
    }

    [Fact]
    public async Task A_row_of_another_organisation_cannot_be_written()
    {
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => database.Tenants.InTenantAsync(_acme, async connection =>
        {
            await using var insert = new NpgsqlCommand("insert into tenant.feed_heads (organisation_id) values ($1)", connection)
            {
                Parameters = { new() { Value = _northwind.Value } },
            };
            await insert.ExecuteNonQueryAsync(Cancellation);
        }, Cancellation));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }

    [Fact]
    public async Task Work_that_throws_leaves_nothing()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => database.Tenants.InTenantAsync(_acme, async connection =>
        {
            await using var update = new NpgsqlCommand("update tenant.organisations set name = 'changed'", connection);
            await update.ExecuteNonQueryAsync(Cancellation);
            throw new InvalidOperationException();
        }, Cancellation));

        var name = await database.Tenants.InTenantAsync(_acme, async connection =>
        {
            await using var read = new NpgsqlCommand("select name from tenant.organisations", connection);
            return await read.ExecuteScalarAsync(Cancellation);
        }, Cancellation);
        Assert.Equal("acme", name);
    }

    [Theory]
    [InlineData("select name from tenant.organisations")]
    [InlineData("select purpose from tenant.skills")]
    [InlineData("select email from tenant.members")]
    [InlineData("select count(*) from tenant.exchanges")]
    [InlineData("select view from tenant.approvals")]
    public async Task The_platform_role_cannot_read_tenant_tables(string sql)
    {
        await using var connection = await database.Platform.OpenAsync(Cancellation);
        await using var read = new NpgsqlCommand(sql, connection);

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => read.ExecuteScalarAsync(Cancellation));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }

    private Task<List<string>> SlugsAsync(TenantScope scope) => database.Tenants.InTenantAsync(scope, async connection =>
    {
        await using var read = new NpgsqlCommand("select slug from tenant.organisations", connection);
        await using var rows = await read.ExecuteReaderAsync(Cancellation);
        var slugs = new List<string>();
        while (await rows.ReadAsync(Cancellation))
            slugs.Add(rows.GetString(0));
        return slugs;
    }, Cancellation);
}
