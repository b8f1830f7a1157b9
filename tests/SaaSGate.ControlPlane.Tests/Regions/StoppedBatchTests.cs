using System.Net;
using System.Text;
using System.Text.Json;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Hosting;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Batches;
using SaaSGate.Postgres.Locks;
using SaaSGate.Postgres.Regions;
using SaaSGate.Simulator;
using SaaSGate.TestKit;
using Xunit;
using Lock = SaaSGate.Contracts.Ids.Lock;

namespace SaaSGate.ControlPlane.Tests.Regions;

/// <summary>Batches through the product's own gateways: whose they are on each of them, and what becomes of those of stopped skills.</summary>
public sealed class StoppedBatchTests(RegionLinkFixture link) : IClassFixture<RegionLinkFixture>, IDisposable
{
    private const string Path = "/v1/messages/batches";
    private const string Body = """{"requests":[{"custom_id":"one","params":{"model":"claude-sonnet-4-5","max_tokens":64,"messages":[{"role":"user","content":"hello"}]}}]}""";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("saasgate-batches-");
    private readonly string _key = "sgk_" + Guid.NewGuid().ToString("n"), _otherKey = "sgk_" + Guid.NewGuid().ToString("n");
    private readonly SocketsHttpHandler _sockets = new() { UseProxy = false };

    private static CancellationToken Cancel => Bounded.Cancellation;

    [Fact]
    public async Task Every_gateway_of_the_region_knows_whose_a_batch_is()
    {
        await using var claude = await SimulatorHost.StartAsync(cancellation: Cancel);
        var tenant = await TenantAsync(claude);
        var region = await link.RegionAsync(tenant);
        await using var first = await StartAsync("first", (await link.TokenAsync(region)).ToText());
        var id = await MakeAsync(first);
        await using var second = await StartAsync("second", (await link.TokenAsync(region)).ToText());
        await Bounded.UntilAsync(async () => await StatusAsync(second, _key, id) == HttpStatusCode.OK);
        foreach (var gateway in (GatewayHost[])[first, second])
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(gateway, _key, id));
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(gateway, _otherKey, id));
        }
    }

    /// <summary>With an organisation's view a gateway forgets its batches, and is told them anew when it serves the organisation again.</summary>
    [Fact]
    public async Task A_gateway_knows_them_again_when_its_organisation_comes_back()
    {
        await using var claude = await SimulatorHost.StartAsync(cancellation: Cancel);
        var tenant = await TenantAsync(claude);
        var region = await link.RegionAsync(tenant);
        await using var gateway = await StartAsync("only", (await link.TokenAsync(region)).ToText());
        var id = await MakeAsync(gateway);
        await RecordedAsync(tenant, id);
        await link.Service<RegionStore>().ReleaseAsync(region, tenant.Organisation, Cancel);
        await Bounded.UntilAsync(async () => await StatusAsync(gateway, _key, id) == HttpStatusCode.Unauthorized);
        await link.Service<RegionStore>().AssignAsync(region, tenant.Organisation, Cancel);
        await Bounded.UntilAsync(async () => await StatusAsync(gateway, _key, id) == HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(gateway, _otherKey, id));
    }

    /// <summary>More than a gateway is asked for at once.</summary>
    [Fact]
    public async Task Cancels_all_of_many()
    {
        await using var claude = await SimulatorHost.StartAsync(new() { BatchDuration = TimeSpan.FromHours(1) }, cancellation: Cancel);
        var tenant = await TenantAsync(claude);
        await using var gateway = await StartAsync("only", (await link.TokenAsync(await link.RegionAsync(tenant))).ToText());
        for (var i = 0; i < 20; i++)
            await RecordedAsync(tenant, await MakeAsync(gateway));
        Assert.Equal(new(20, 0, 0, null), await UntilAsync(tenant, await StopAsync(tenant), batches => batches.Cancelled == 20));
    }

    [Fact]
    public async Task Cancels_at_Claude_until_it_is_done_and_says_so_with_the_lock()
    {
        await using var claude = await SimulatorHost.StartAsync(new() { BatchDuration = TimeSpan.FromHours(1) }, cancellation: Cancel);
        var tenant = await TenantAsync(claude);
        var token = await link.TokenAsync(await link.RegionAsync(tenant));
        await using var gateway = await StartAsync("only", token.ToText());
        var id = await MakeAsync(gateway);
        await RecordedAsync(tenant, id);
        claude.SetBatches(failingCancels: 2, status: 529);

        var stopped = await StopAsync(tenant);
        var failing = await UntilAsync(tenant, stopped, batches => batches.Problem is not null);
        Assert.Equal(new(0, 1, 0, "http_529"), failing);
        Assert.Equal(new(1, 0, 0, null), await UntilAsync(tenant, stopped, batches => batches.Cancelled == 1));
        Assert.Equal("ended 1", await AtClaudeAsync(claude, id));
    }

    [Fact]
    public async Task Cancels_what_was_made_before_the_gateway_was_away()
    {
        await using var claude = await SimulatorHost.StartAsync(new() { BatchDuration = TimeSpan.FromHours(1) }, cancellation: Cancel);
        var tenant = await TenantAsync(claude);
        var token = await link.TokenAsync(await link.RegionAsync(tenant));
        string id;
        await using (var gateway = await StartAsync("only", token.ToText()))
        {
            id = await MakeAsync(gateway);
            await RecordedAsync(tenant, id);
        }
        var stopped = await StopAsync(tenant);
        Assert.Equal(new(0, 1, 0, null), await UntilAsync(tenant, stopped, batches => batches.Trying == 1));
        await using (var again = await StartAsync("only", token.ToText()))
        {
            Assert.Equal(1, (await UntilAsync(tenant, stopped, batches => batches.Cancelled == 1)).Cancelled);
            Assert.Equal("ended 1", await AtClaudeAsync(claude, id));
        }
    }

    public void Dispose()
    {
        _sockets.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task<TestTenant> TenantAsync(SimulatorHost claude)
    {
        var tenant = await link.TenantAsync();
        await tenant.PeekAsync<object>("update tenant.connections set base_url = $2 where organisation_id = $1", claude.BaseUrl.AbsoluteUri);
        await tenant.PeekAsync<object>("update tenant.skill_keys set hash = sha256($2::text::bytea) where organisation_id = $1", _key);
        var other = Id<Skill>.New(TimeProvider.System).Value;
        await tenant.PeekAsync<object>(
            """
            insert into tenant.skills (organisation_id, id, name, purpose, owner_user_id, connection_id, expires_at, created_by)
            select organisation_id, $2, 'other', purpose, owner_user_id, connection_id, expires_at, created_by from tenant.skills where organisation_id = $1 and name = 'triage'
            """, other);
        await tenant.PeekAsync<object>(
            "insert into tenant.skill_keys (organisation_id, id, skill_id, hint, hash, created_by, expires_at) values ($1, $2, $3, 'sgk_cd', sha256($4::text::bytea), 'usr_x', now() + interval '1 day')",
            Id<SkillKey>.New(TimeProvider.System).Value, other, _otherKey);
        return tenant;
    }

    private Task<GatewayHost> StartAsync(string name, string token) => GatewayHost.StartAsync(
        new() { JoinToken = token, DataDirectory = System.IO.Path.Combine(_folder.FullName, name), RenewInterval = TimeSpan.FromMilliseconds(50), AllowPrivateUpstreams = true },
        new(IPAddress.Loopback, 0), _ => { }, Cancel);

    private async Task<string> MakeAsync(GatewayHost gateway)
    {
        string? id = null;
        await Bounded.UntilAsync(async () =>
        {
            using var answer = await SendAsync(gateway, _key, HttpMethod.Post, Path);
            var text = await answer.Content.ReadAsStringAsync(Cancel);
            // Until it has its first view and lease.
            if (answer.StatusCode is HttpStatusCode.Unauthorized or (HttpStatusCode)529)
                return false;
            using var json = JsonDocument.Parse(text);
            id = json.RootElement.GetProperty("id").GetString();
            return true;
        });
        return id!;
    }

    private async Task<HttpStatusCode> StatusAsync(GatewayHost gateway, string key, string id)
    {
        using var answer = await SendAsync(gateway, key, HttpMethod.Get, $"{Path}/{id}");
        return answer.StatusCode;
    }

    private async Task<HttpResponseMessage> SendAsync(GatewayHost gateway, string key, HttpMethod method, string path)
    {
        using var client = new HttpClient(_sockets, disposeHandler: false) { BaseAddress = gateway.BaseUrl };
        using var request = new HttpRequestMessage(method, path) { Headers = { { "x-api-key", key }, { "anthropic-version", "2023-06-01" } } };
        if (method == HttpMethod.Post)
            request.Content = new StringContent(Body, Encoding.UTF8, "application/json");
        return await client.SendAsync(request, Cancel);
    }

    private async Task<string> AtClaudeAsync(SimulatorHost claude, string id)
    {
        using var client = new HttpClient(_sockets, disposeHandler: false) { BaseAddress = claude.BaseUrl };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Path}/{id}") { Headers = { { "x-api-key", "sk-any" }, { "anthropic-version", "2023-06-01" } } };
        using var answer = await client.SendAsync(request, Cancel);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel));
        return $"{json.RootElement.GetProperty("processing_status")} {json.RootElement.GetProperty("request_counts").GetProperty("canceled")}";
    }

    private static Task RecordedAsync(TestTenant tenant, string id) => Bounded.UntilAsync(async () =>
        await tenant.PeekAsync<long>("select count(*) from tenant.message_batches where organisation_id = $1 and id = $2", id) == 1);

    private async Task<Id<Lock>> StopAsync(TestTenant tenant) => Id<Lock>.Parse((await link.Service<StopStore>().AddLockAsync(
        new(tenant.Organisation, StopKind.Skill, tenant.Skill.Value), "leak", Actor.System, Cancel)).LockIds[0]);

    private async Task<StopBatches> UntilAsync(TestTenant tenant, Id<Lock> id, Func<StopBatches, bool> fits)
    {
        StopBatches? found = null;
        await Bounded.UntilAsync(async () =>
        {
            found = (await link.Service<LockStore>().FindAsync(tenant.Organisation, id, Lifter.All(Actor.System), TimeProvider.System.GetUtcNow().AddMinutes(-1), Cancel))!.Batches;
            return fits(found);
        });
        return found!;
    }
}
