using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;
using SaaSGate.Postgres.Offboarding;
using SaaSGate.Postgres.Organisations;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Postgres.Tests.Organisations;

public sealed class MemberRoleStoreTests(Database database) : IClassFixture<Database>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The directory locks its own row, then the person. Whoever gives roles must go the same way, or both wait for each other.</summary>
    [Fact]
    public async Task Giving_roles_waits_for_the_directory_and_not_the_directory_for_it()
    {
        var tenant = await TestTenant.AddAsync(database);
        var (owner, person) = (await tenant.AddMemberAsync("owner"), (await tenant.AddMemberAsync("reviewer")).Value);
        await tenant.PeekAsync<object>(
            """
            insert into tenant.directory_users (organisation_id, user_id, user_name, user_key, active, resource, base_roles, created_at, updated_at)
            values ($1, $2, 'p', 'p', true, '{}', '{reviewer}', now(), now())
            """, person);
        var roles = new MemberRoleStore(database.Tenants, TimeProvider.System);
        var offboardings = new OffboardingStore(database.Tenants, TimeProvider.System);
        var version = (await roles.FindAsync(tenant.Organisation, person, Cancel))!.RolesVersion;
        Task<(MemberOutcome Outcome, IReadOnlyList<string> Unknown, FeedEvent? Event)>? giving = null;
        await database.Tenants.InTenantAsync(tenant.Organisation, async connection =>
        {
            await connection.RunAsync("select from tenant.directory_users where user_id = @person for no key update", new { person }, Cancel);
            giving = roles.GiveAsync(tenant.Organisation, person, version, ["auditor"], new(owner.Value, "Olga"), Cancel);
            await database.UntilItWaitsAsync(giving);
            Assert.False(giving.IsCompleted);
            Assert.True(await connection.ValueAsync<bool>("select true from tenant.members where user_id = @person for update nowait", new { person }, Cancel));
            await offboardings.OffboardAsync(connection, tenant.Organisation, person, new(OffboardingKinds.ScimDeactivated, "test", null), Actor.System, Cancel);
        }, Cancel);
        Assert.Equal(MemberOutcome.Changed, (await giving!).Outcome);
        Assert.Equal("inactive:{}", await tenant.PeekAsync<string>("select status || ':' || roles::text from tenant.members where organisation_id = $1 and user_id = $2", person));
    }
}
