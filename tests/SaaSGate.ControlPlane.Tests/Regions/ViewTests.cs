using SaaSGate.Contracts.RegionLink;
using SaaSGate.Contracts.Sealing;
using SaaSGate.Postgres.Regions;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Regions;

public sealed class ViewTests(RegionLinkFixture link) : IClassFixture<RegionLinkFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_snapshot_has_all_that_a_gateway_needs()
    {
        var tenant = await link.TenantAsync();
        using var gateway = await link.GatewayAsync(tenant);
        using var bulk = await gateway.BulkAsync();
        var snapshot = (await bulk.NextAsync(message => message.Snapshot is not null)).Snapshot;
        var complete = (await bulk.NextAsync(message => message.Complete is not null)).Complete;

        Assert.Equal(tenant.Organisation.Value, snapshot.OrganisationId);
        Assert.True(complete.Position >= snapshot.Version && snapshot.Version > 0);
        var skill = Assert.Single(snapshot.Skills);
        Assert.Equal((tenant.Skill.Value, "triage", tenant.Owner.Value, "Olga Owner", tenant.Connection.Value), (skill.Id, skill.Name, skill.OwnerUserId, skill.OwnerName, skill.ConnectionId));
        Assert.Equal(["support"], skill.Labels);
        Assert.Equal(32, Assert.Single(skill.Keys).Hash.Length);
        Assert.Equal(("https://claude.test", 1ul, "rules: []"), (snapshot.Connections[0].BaseUrl, snapshot.Policies[0].Version, snapshot.Policies[0].Document));
    }

    [Fact]
    public async Task A_snapshot_tells_what_a_skill_has_used_where_a_policy_asks()
    {
        var tenant = await link.TenantAsync();
        using var gateway = await link.GatewayAsync(tenant);
        await tenant.PeekAsync<object>("insert into tenant.skill_use values ($1, $2, (now() at time zone 'UTC')::date, 7, 700, 7000), ($1, $2, '2020-01-01', 1, 1, 1)", tenant.Skill.Value);
        await tenant.PeekAsync<object>("insert into tenant.skill_seen select $1, $2, 'tool', 'tool ' || i, now() + make_interval(secs => i), 'exc_1' from generate_series(1, 2500) i", tenant.Skill.Value);
        using var bulk = await gateway.BulkAsync();
        var snapshot = (await bulk.NextAsync(message => message.Snapshot is not null)).Snapshot;
        Assert.Equal((0, 0, 0), (snapshot.Uses.Count, snapshot.Prices.Count, snapshot.Skills[0].Seen.Count));

        await tenant.PeekAsync<object>(
            "update tenant.policy_versions set document = E'limits: { requests_per_day: 10 }\\nrules: [{ name: new, on: request, when: { first_seen: [tool] }, then: hold }]' where organisation_id = $1");
        await LeaseTests.ChangeViewAsync(tenant);
        snapshot = (await bulk.NextAsync(message => message.Snapshot is not null)).Snapshot;
        var use = Assert.Single(snapshot.Uses);
        Assert.Equal((tenant.Skill.Value, 7L, 700L, 7000L), (use.SkillId, use.Requests, use.Tokens, use.CostMicros));
        Assert.Contains(snapshot.Prices, price => price is { Model: "claude-haiku-4-5", Input: 1_000_000, CacheWrite: 1_250_000 });
        // The newest.
        Assert.Equal(2000, snapshot.Skills[0].Seen.Count);
        Assert.Contains(snapshot.Skills[0].Seen, thing => thing is { Kind: "tool", Value: "tool 2500" });
    }

    [Fact]
    public async Task Secrets_open_with_the_gateway_s_key_alone()
    {
        var tenant = await link.TenantAsync();
        using var gateway = await link.GatewayAsync(tenant);
        using var other = await link.GatewayAsync(tenant);
        using var bulk = await gateway.BulkAsync();
        var snapshot = (await bulk.NextAsync(message => message.Snapshot is not null)).Snapshot;

        var context = SealingContext.TenantSecrets(tenant.Organisation.Value);
        var secrets = TenantSecrets.Parser.ParseFrom(SealedBox.Open(gateway.SealingKey, snapshot.SealedSecrets.Span, context));
        Assert.Equal("sk-ant-" + tenant.Connection, secrets.Credentials[tenant.Connection.Value]);
        Assert.All([secrets.LabelKey, .. secrets.FingerprintKeys.Select(month => month.Key), secrets.DigestKey, secrets.SealKey], key => Assert.Equal(32, key.Length));
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => SealedBox.Open(other.SealingKey, snapshot.SealedSecrets.Span, context));
        Assert.DoesNotContain("sk-ant", snapshot.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_what_is_active_and_allowed_in_the_region_is_shown()
    {
        var tenant = await link.TenantAsync();
        using var gateway = await link.GatewayAsync(tenant);
        await tenant.PeekAsync<object>("update tenant.skill_keys set revoked_at = now() where organisation_id = $1");
        using var bulk = await gateway.BulkAsync();
        Assert.Empty((await bulk.NextAsync(message => message.Snapshot is not null)).Snapshot.Skills[0].Keys);

        await tenant.PeekAsync<object>("update tenant.skills set status = 'suspended' where organisation_id = $1");
        await LeaseTests.ChangeViewAsync(tenant);
        Assert.Empty((await bulk.NextAsync(message => message.Snapshot is not null)).Snapshot.Skills);

        await tenant.PeekAsync<object>("update tenant.connections set regions = '{reg_elsewhere}' where organisation_id = $1");
        await LeaseTests.ChangeViewAsync(tenant);
        var snapshot = (await bulk.NextAsync(message => message.Snapshot is not null)).Snapshot;
        Assert.Empty(snapshot.Connections);
        Assert.Empty(TenantSecrets.Parser.ParseFrom(
            SealedBox.Open(gateway.SealingKey, snapshot.SealedSecrets.Span, SealingContext.TenantSecrets(tenant.Organisation.Value))).Credentials);
    }

    [Fact]
    public async Task An_organisation_that_is_too_large_for_a_message_keeps_nobody_else_from_theirs()
    {
        var (large, neighbour) = (await link.TenantAsync(), await link.TenantAsync());
        using var gateway = await link.GatewayAsync(large, neighbour);
        await large.PeekAsync<object>("update tenant.policy_versions set document = repeat('#', 33 * 1024 * 1024) where organisation_id = $1");
        using var bulk = await gateway.BulkAsync();
        await bulk.NextAsync(message => message.Complete is not null);
        Assert.Equal(large.Organisation.Value, Assert.Single(bulk.Passed, message => message.Removed is not null).Removed.OrganisationId);
        Assert.Equal(neighbour.Organisation.Value, Assert.Single(bulk.Passed, message => message.Snapshot is not null).Snapshot.OrganisationId);
    }

    [Fact]
    public async Task What_has_expired_is_left_out_after_a_week()
    {
        var tenant = await link.TenantAsync();
        using var gateway = await link.GatewayAsync(tenant);
        await tenant.PeekAsync<object>("update tenant.skill_keys set expires_at = now() - interval '6 days' where organisation_id = $1");
        using var bulk = await gateway.BulkAsync();
        Assert.Single((await bulk.NextAsync(message => message.Snapshot is not null)).Snapshot.Skills[0].Keys);
        await tenant.PeekAsync<object>("update tenant.skill_keys set expires_at = now() - interval '8 days' where organisation_id = $1");
        await LeaseTests.ChangeViewAsync(tenant);
        Assert.Empty((await bulk.NextAsync(message => message.Snapshot is not null)).Snapshot.Skills[0].Keys);
        await tenant.PeekAsync<object>("update tenant.skills set expires_at = now() - interval '8 days' where organisation_id = $1");
        await LeaseTests.ChangeViewAsync(tenant);
        Assert.Empty((await bulk.NextAsync(message => message.Snapshot is not null)).Snapshot.Skills);
    }

    [Fact]
    public async Task A_change_is_pushed_and_a_gateway_that_was_away_gets_only_what_it_lacks()
    {
        var (first, second, stranger) = (await link.TenantAsync(), await link.TenantAsync(), await link.TenantAsync());
        await link.RegionAsync(stranger);
        using var gateway = await link.GatewayAsync(first, second);
        using var bulk = await gateway.BulkAsync();
        var position = (await bulk.NextAsync(message => message.Complete is not null)).Complete.Position;
        Assert.Equal(2, bulk.Passed.Count(message => message.Snapshot is not null));

        await LeaseTests.ChangeViewAsync(second);
        var pushed = (await bulk.NextAsync(message => message.Snapshot is not null)).Snapshot;
        Assert.Equal(second.Organisation.Value, pushed.OrganisationId);
        Assert.True((await bulk.NextAsync(message => message.Complete is not null)).Complete.Position >= pushed.Version);

        await LeaseTests.ChangeViewAsync(stranger);
        using var back = await gateway.BulkAsync(viewPosition: position);
        await back.NextAsync(message => message.Complete is not null);
        Assert.Equal(second.Organisation.Value, Assert.Single(back.Passed, message => message.Snapshot is not null).Snapshot.OrganisationId);
    }

    [Fact]
    public async Task An_organisation_comes_and_goes()
    {
        var tenant = await link.TenantAsync();
        await link.RegionAsync(await link.TenantAsync()); // so that the view log has begun
        var region = await link.RegionAsync();
        using var gateway = await TestGateway.JoinAsync(await link.TokenAsync(region));
        using var bulk = await gateway.BulkAsync();
        var position = (await bulk.NextAsync(message => message.Complete is not null)).Complete.Position;
        Assert.DoesNotContain(bulk.Passed, message => message.Snapshot is not null);

        var regions = link.Service<RegionStore>();
        await regions.AssignAsync(region, tenant.Organisation, Cancel);
        await bulk.NextAsync(message => message.Snapshot?.OrganisationId == tenant.Organisation.Value);
        await regions.ReleaseAsync(region, tenant.Organisation, Cancel);
        await bulk.NextAsync(message => message.Removed?.OrganisationId == tenant.Organisation.Value);

        using var away = await gateway.BulkAsync(viewPosition: position);
        await away.NextAsync(message => message.Removed?.OrganisationId == tenant.Organisation.Value);
        using var anew = await gateway.BulkAsync();
        await anew.NextAsync(message => message.Complete is not null);
        Assert.DoesNotContain(anew.Passed, message => message.Removed is not null || message.Snapshot is not null);
    }
}
