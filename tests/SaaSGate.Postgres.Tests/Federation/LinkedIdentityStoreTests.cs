using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Federation;
using SaaSGate.Postgres.Live;
using SaaSGate.Postgres.Offboarding;
using SaaSGate.Postgres.Organisations;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Postgres.Tests.Federation;

/// <summary>A sign-in while somebody else changes the person.</summary>
public sealed class LinkedIdentityStoreTests(Database database) : IClassFixture<Database>
{
    private readonly LinkedIdentityStore _identities = new(database.Tenants, TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_role_that_is_taken_meanwhile_does_not_come_back()
    {
        var (tenant, provider, person) = await LinkedAsync();
        Task<(LinkOutcome Outcome, MemberView? Member, FeedEvent? Event)>? signingIn = null;
        await database.Tenants.InTenantAsync(tenant.Organisation, async connection =>
        {
            await connection.RunAsync("update tenant.members set roles = '{reviewer}' where user_id = @person", new { person }, Cancel);
            signingIn = _identities.ResolveAsync(provider, new("sub", "New Name", null, true, ["responder"]), Cancel);
            await database.UntilItWaitsAsync(signingIn);
        }, Cancel);
        Assert.Equal(LinkOutcome.Member, (await signingIn!).Outcome);
        Assert.Equal(["responder"], await tenant.PeekAsync<string[]>("select roles from tenant.members where organisation_id = $1 and user_id = $2", person) ?? []);
    }

    [Fact]
    public async Task Who_leaves_meanwhile_has_left()
    {
        var (tenant, provider, person) = await LinkedAsync();
        var offboardings = new OffboardingStore(database.Tenants, TimeProvider.System);
        Task<(LinkOutcome Outcome, MemberView? Member, FeedEvent? Event)>? signingIn = null;
        await database.Tenants.InTenantAsync(tenant.Organisation, async connection =>
        {
            await offboardings.OffboardAsync(connection, tenant.Organisation, person, new(OffboardingKinds.Manual, "test", null), Actor.System, Cancel);
            signingIn = _identities.ResolveAsync(provider, new("sub", "New Name", null, true, ["responder"]), Cancel);
            await database.UntilItWaitsAsync(signingIn);
        }, Cancel);
        Assert.Equal(LinkOutcome.Left, (await signingIn!).Outcome);
        Assert.Equal("inactive:{}", await tenant.PeekAsync<string>("select status || ':' || roles::text from tenant.members where organisation_id = $1 and user_id = $2", person));
    }

    [Fact]
    public async Task An_owner_stays_one_whatever_groups_say()
    {
        var (tenant, provider, person) = await LinkedAsync();
        Assert.Equal(LinkOutcome.Member, (await _identities.ResolveAsync(provider, new("sub", "New Name", null, true, ["responder"]), Cancel)).Outcome);
        Assert.Equal(["responder", "owner"], await tenant.PeekAsync<string[]>("select roles from tenant.members where organisation_id = $1 and user_id = $2", person) ?? []);
        Assert.True(await tenant.PeekAsync<bool>("select last_at > linked_at from tenant.linked_identities where organisation_id = $1"));
    }

    /// <summary>An owner whom a provider made, and who was seen long ago.</summary>
    private async Task<(TestTenant Tenant, KnownProvider Provider, string Person)> LinkedAsync()
    {
        var tenant = await TestTenant.AddAsync(database);
        var (id, person) = (Id<IdentityProvider>.New(TimeProvider.System), (await tenant.AddMemberAsync("owner", "reviewer")).Value);
        await tenant.PeekAsync<object>("update tenant.members set source = 'oidc' where organisation_id = $1 and user_id = $2", person);
        await tenant.PeekAsync<object>(
            """
            insert into tenant.identity_providers (organisation_id, id, name, kind, issuer, client_id, scopes, group_claim, group_roles, default_roles, creates_members, trusts_addresses,
                enabled, reach, created_at, created_by)
            values ($1, $2, 'idp', 'oidc', 'https://idp.test', 'c', '{}', 'groups', '[]', '{}', true, false, true, tenant.all_permissions(), now(), $3)
            """, id.Value, person);
        await tenant.PeekAsync<object>(
            "insert into tenant.linked_identities (organisation_id, provider_id, subject, user_id, made_member, linked_at, last_at) values ($1, $2, 'sub', $3, true, '2026-01-01', '2026-01-01')", id.Value, person);
        return (tenant, new(tenant.Organisation, id, ProviderKinds.Oidc, "https://idp.test", new("idp", "c", null, false, [], null, "groups", [], [], true, false, true), 1), person);
    }
}
