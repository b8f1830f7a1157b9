using System.Net;
using System.Text;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Hosting;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Regions;
using SaaSGate.Simulator;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Regions;

/// <summary>The product's own gateway at the other end of the link.</summary>
public sealed class RealGatewayTests(RegionLinkFixture link) : IClassFixture<RegionLinkFixture>, IDisposable
{
    private const string Key = "sgk_for_this_test_only";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("saasgate-real-gateway-");

    [Fact]
    public async Task It_joins_serves_records_and_obeys_a_stop()
    {
        var cancel = Bounded.Cancellation;
        await using var claude = await SimulatorHost.StartAsync(cancellation: cancel);
        var tenant = await link.TenantAsync();
        await tenant.PeekAsync<object>("update tenant.connections set base_url = $2 where organisation_id = $1", claude.BaseUrl.AbsoluteUri);
        await tenant.PeekAsync<object>("update tenant.skill_keys set hash = sha256($2::text::bytea) where organisation_id = $1", Key);
        await tenant.PeekAsync<object>(
            "update tenant.policy_versions set document = 'rules: [{ name: greeting, on: request, when: { text: Hello }, then: allow, incident: low }]' where organisation_id = $1");
        var token = await link.TokenAsync(await link.RegionAsync(tenant));

        await using var gateway = await GatewayHost.StartAsync(
            new() { JoinToken = token.ToText(), DataDirectory = _folder.FullName, RenewInterval = TimeSpan.FromMilliseconds(50), AllowPrivateUpstreams = true },
            new(IPAddress.Loopback, 0), _ => { }, cancel);
        using var handler = new SocketsHttpHandler();
        using var skill = new HttpClient(handler, disposeHandler: false) { BaseAddress = gateway.BaseUrl };

        // 1. It has a lease and the skill's view: the call goes through.
        string answer;
        while (true)
        {
            var (status, body) = await CallAsync(skill, cancel);
            if (status == HttpStatusCode.OK && (answer = body).Length > 0)
                break;
            Assert.True(status is (HttpStatusCode)529 or HttpStatusCode.Unauthorized, $"{status}: {body}");
        }

        // 2. It is recorded, as the skill got it.
        while (await tenant.PeekAsync<long>("select count(*) from tenant.exchanges where organisation_id = $1 and outcome = 'completed'") == 0)
            cancel.ThrowIfCancellationRequested();
        var recorded = Postgres.Recording.RecordedBytes.Decompress((await tenant.PeekAsync<byte[]>(
            "select response_body from tenant.exchanges where organisation_id = $1 and outcome = 'completed'"))!);
        Assert.Equal(answer, Encoding.UTF8.GetString(recorded));

        // 3. The rule that matched opened an incident.
        while (await tenant.PeekAsync<string>("select title || ' ' || severity from tenant.incidents where organisation_id = $1") != "Rule greeting matched in triage low")
            cancel.ThrowIfCancellationRequested();

        // 4. A stop holds, and its lifting too.
        var stops = link.Service<StopStore>();
        StopTarget target = new(tenant.Organisation, StopKind.Skill, tenant.Skill.Value);
        await stops.AddLockAsync(target, "test", Actor.System, cancel);
        while ((await CallAsync(skill, cancel)).Status != HttpStatusCode.Forbidden)
            cancel.ThrowIfCancellationRequested();
        await stops.LiftLocksAsync(target, Actor.System, cancel);
        while ((await CallAsync(skill, cancel)).Status != HttpStatusCode.OK)
            cancel.ThrowIfCancellationRequested();
    }

    [Fact]
    public async Task When_it_was_revoked_it_joins_again_with_a_new_token_and_keeps_that_identity()
    {
        var cancel = Bounded.Cancellation;
        var tenant = await link.TenantAsync();
        var region = await link.RegionAsync(tenant);
        var (first, second) = ((await link.TokenAsync(region)).ToText(), (await link.TokenAsync(region)).ToText());
        Assert.Equal(1, await StartedAsync(first));
        Assert.Equal(1, await StartedAsync(second)); // not revoked: a new token alone changes nothing
        var id = await tenant.PeekAsync<string>("select id from platform.gateways where region_id = $2 and $1 <> ''", region.Value);
        await link.Service<GatewayStore>().RevokeAsync(Contracts.Ids.Id<Contracts.Ids.Gateway>.Parse(id!), cancel);
        Assert.Equal(2, await StartedAsync(second));
        Assert.Equal(2, await StartedAsync(second));

        async Task<long> StartedAsync(string token)
        {
            await using var gateway = await GatewayHost.StartAsync(
                new() { JoinToken = token, DataDirectory = _folder.FullName, RenewInterval = TimeSpan.FromMilliseconds(50) }, new(IPAddress.Loopback, 0), _ => { }, cancel);
            using var handler = new SocketsHttpHandler();
            using var http = new HttpClient(handler, disposeHandler: false) { BaseAddress = gateway.BaseUrl };
            while ((await http.GetAsync(new Uri("/readyz", UriKind.Relative), cancel)).StatusCode != HttpStatusCode.OK)
                cancel.ThrowIfCancellationRequested();
            return await tenant.PeekAsync<long>("select count(*) from platform.gateways where region_id = $2 and $1 <> ''", region.Value);
        }
    }

    [Fact]
    public async Task When_its_disk_went_back_it_gets_no_lease_and_begins_another_spool_at_the_next_start()
    {
        var cancel = Bounded.Cancellation;
        await using var claude = await SimulatorHost.StartAsync(cancellation: cancel);
        var tenant = await link.TenantAsync();
        await tenant.PeekAsync<object>("update tenant.connections set base_url = $2 where organisation_id = $1", claude.BaseUrl.AbsoluteUri);
        await tenant.PeekAsync<object>("update tenant.skill_keys set hash = sha256($2::text::bytea) where organisation_id = $1", Key + "_2");
        var token = (await link.TokenAsync(await link.RegionAsync(tenant))).ToText();
        var spool = Path.Combine(_folder.FullName, "spool");
        await ServeAsync(1);
        var kept = Directory.GetFiles(spool).ToDictionary(path => path, File.ReadAllBytes);
        await ServeAsync(3);
        Directory.Delete(spool, recursive: true);
        Directory.CreateDirectory(spool);
        foreach (var (path, bytes) in kept)
            await File.WriteAllBytesAsync(path, bytes, cancel);

        await using (var lost = await StartAsync())
        {
            using var handler = new SocketsHttpHandler();
            using var http = new HttpClient(handler, disposeHandler: false) { BaseAddress = lost.BaseUrl };
            while (await ReadinessAsync(http) is var said && said != "the spool has failed")
                Assert.Equal("no lease", said);
            Assert.NotEqual(HttpStatusCode.OK, (await CallAsync(http, cancel, Key + "_2")).Status);
            while (await tenant.PeekAsync<long>("select count(*) from tenant.audit_log where organisation_id = $1 and action = 'gateway.spool_lost'") == 0)
                cancel.ThrowIfCancellationRequested();
        }

        await ServeAsync(5);
        Assert.Equal(0, await tenant.PeekAsync<long>("select count(*) from platform.quarantine where organisation_id = $1"));
        Assert.Equal(2, await tenant.PeekAsync<long>("select count(*) from platform.ingest_positions p join platform.gateways g on g.id = p.gateway_id where g.region_id in (select region_id from platform.region_organisations where organisation_id = $1)"));

        // Serves until so many exchanges are recorded.
        async Task ServeAsync(int recorded)
        {
            await using var gateway = await StartAsync();
            using var handler = new SocketsHttpHandler();
            using var http = new HttpClient(handler, disposeHandler: false) { BaseAddress = gateway.BaseUrl };
            while (await ReadinessAsync(http) != "ready")
                cancel.ThrowIfCancellationRequested();
            const string Recorded = "select count(*) from tenant.exchanges where organisation_id = $1 and outcome = 'completed'";
            for (var before = await tenant.PeekAsync<long>(Recorded); before < recorded; before++)
                Assert.Equal(HttpStatusCode.OK, (await CallAsync(http, cancel, Key + "_2")).Status);
            while (await tenant.PeekAsync<long>(Recorded) < recorded)
                cancel.ThrowIfCancellationRequested();
            Assert.Equal(recorded, await tenant.PeekAsync<long>(Recorded));
        }

        Task<GatewayHost> StartAsync() => GatewayHost.StartAsync(
            new() { JoinToken = token, DataDirectory = _folder.FullName, RenewInterval = TimeSpan.FromMilliseconds(50), AllowPrivateUpstreams = true },
            new(IPAddress.Loopback, 0), _ => { }, cancel);

        async Task<string> ReadinessAsync(HttpClient http)
        {
            using var ready = await http.GetAsync(new Uri("/readyz", UriKind.Relative), cancel);
            return await ready.Content.ReadAsStringAsync(cancel);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<(HttpStatusCode Status, string Body)> CallAsync(HttpClient skill, CancellationToken cancellationToken, string key = Key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages")
        {
            Content = new StringContent("""{"model":"claude-sonnet-4-5","max_tokens":50,"messages":[{"role":"user","content":"Hello"}]}""", Encoding.UTF8, "application/json"),
            Headers = { { "x-api-key", key }, { "anthropic-version", "2023-06-01" } },
        };
        using var response = await skill.SendAsync(request, cancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
    }
}
