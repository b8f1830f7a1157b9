using Npgsql;
using SaaSGate.Postgres.Hosting;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Postgres.Tests.Hosting;

public sealed class RoleCheckTests(Database database) : IClassFixture<Database>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public Task Lets_the_role_pass_that_the_migrator_makes() => new RoleCheck(database.Tenants).DemandAsync(Cancellation);

    [Theory]
    [InlineData("superuser", "a superuser or a role with bypassrls")]
    [InlineData("bypassrls", "a superuser or a role with bypassrls")]
    [InlineData("in role role_check_passes", "a superuser or a role with bypassrls")]
    [InlineData("in role role_check_owns", "owns tenants' tables")]
    public async Task Refuses_a_role_that_row_level_security_does_not_hold(string attribute, string why)
    {
        await RunAsync("create role role_check_passes bypassrls; create role role_check_owns; alter table tenant.feed owner to role_check_owns");
        await RunAsync($"create role role_check login password 'check' {attribute}");
        try
        {
            await using var pool = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.Options.App) { Username = "role_check", Password = "check", Pooling = false });
            var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => new RoleCheck(new(pool)).DemandAsync(Cancellation));
            Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
            Assert.Contains("set SaaSGate:Database:App to the role saasgate_app", refusal.Message, StringComparison.Ordinal);
        }
        finally
        {
            await RunAsync("alter table tenant.feed owner to current_user; drop role role_check; drop role role_check_passes; drop role role_check_owns");
        }
    }

    private async Task RunAsync(string sql)
    {
        await using var command = database.Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
