using System.Net;
using System.Text;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.ControlPlane.Tests.Regions;
using SaaSGate.Gateway.Hosting;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Locks;
using SaaSGate.Postgres.Regions;
using SaaSGate.Simulator;
using SaaSGate.TestKit;
using Xunit;
using Lock = SaaSGate.Contracts.Ids.Lock;

namespace SaaSGate.ControlPlane.Tests.Locks;

/// <summary>What locks did, as the product's own gateways and others say it.</summary>
public sealed class LockEffectTests(RegionLinkFixture link) : IClassFixture<RegionLinkFixture>, IDisposable
{
    private const string Key = "sgk_for_this_test_only";
    private static readonly Lifter Admin = Lifter.All(new("usr_admin", "Ada Admin"));
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("saasgate-lock-effects-");

    [Fact]
    public async Task Shows_per_region_what_was_cut_and_that_a_restarted_gateway_has_it_too()
    {
        var cancel = Bounded.Cancellation;
        await using var claude = await SimulatorHost.StartAsync(cancellation: cancel);
        var tenant = await link.TenantAsync();
        await tenant.PeekAsync<object>("update tenant.connections set base_url = $2 where organisation_id = $1", claude.BaseUrl.AbsoluteUri);
        await tenant.PeekAsync<object>("update tenant.skill_keys set hash = sha256($2::text::bytea) where organisation_id = $1", Key);
        var token = (await link.TokenAsync(await link.RegionAsync(tenant))).ToText();
        var locks = link.Service<LockStore>();
        var id = Id<Lock>.New(TimeProvider.System);

        await using (var gateway = await StartAsync(token, cancel))
        {
            using var handler = new SocketsHttpHandler();
            using var skill = new HttpClient(handler, disposeHandler: false) { BaseAddress = gateway.BaseUrl };
            using var answer = await StreamAsync(skill, cancel);
            using var stream = new StreamReader(await answer.Content.ReadAsStreamAsync(cancel));
            await stream.ReadLineAsync(cancel);

            var stopped = await locks.AddAsync(new(tenant.Organisation, StopKind.Label, "support"), id, "leak", LockTerms.Default, Admin.Actor, cancel);
            Assert.Equal([id.Value], stopped!.LockIds);
            var rest = await stream.ReadToEndAsync(cancel);
            Assert.Contains($"\"lock\":\"{id}\"", rest, StringComparison.Ordinal);
            var effect = await EffectAsync(found => found.Acknowledged == 1);
            Assert.Equal((1, 1L, 0L), (effect.Gateways, effect.StreamsCut, effect.HeldDropped));
            Assert.NotNull(effect.AcknowledgedAt);
        }

        // Another start of it counts anew, and is told of the lock before its first lease.
        await using (var gateway = await StartAsync(token, cancel))
        {
            using var handler = new SocketsHttpHandler();
            using var skill = new HttpClient(handler, disposeHandler: false) { BaseAddress = gateway.BaseUrl };
            HttpStatusCode status;
            do
            {
                using var answer = await StreamAsync(skill, cancel);
                status = answer.StatusCode;
                Assert.True(status is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized or (HttpStatusCode)529, $"{status}");
            }
            while (status != HttpStatusCode.Forbidden);
            await Bounded.UntilAsync(async () => await tenant.PeekAsync<long>("select count(*) from tenant.lock_effects where organisation_id = $1 and lock_id = $2", id.Value) == 2);
            Assert.Equal((1, 1L), await EffectAsync(_ => true) is var effect ? (effect.Acknowledged, effect.StreamsCut) : default);
        }

        async Task<LockEffect> EffectAsync(Func<LockEffect, bool> fits)
        {
            LockEffect? found = null;
            await Bounded.UntilAsync(async () =>
            {
                var shown = await locks.FindAsync(tenant.Organisation, id, Admin, TimeProvider.System.GetUtcNow().AddMinutes(-1), cancel);
                return (found = Assert.Single(shown!.Effects)) is { } effect && fits(effect);
            });
            return found!;
        }
    }

    [Fact]
    public async Task Keeps_nothing_that_a_gateway_says_of_locks_it_is_not_asked_about()
    {
        var cancel = Bounded.Cancellation;
        var (tenant, stranger) = (await link.TenantAsync(), await link.TenantAsync());
        using var gateway = await link.GatewayAsync(tenant);
        await link.RegionAsync(stranger);
        var stops = link.Service<StopStore>();
        var own = (await stops.AddLockAsync(new(tenant.Organisation, StopKind.Skill, tenant.Skill.Value), "r", Actor.System, cancel)).LockIds[0];
        var foreign = (await stops.AddLockAsync(new(stranger.Organisation, StopKind.Skill, stranger.Skill.Value), "r", Actor.System, cancel)).LockIds[0];
        using var bulk = await gateway.BulkAsync();
        StopEffects Told(StopEffect effect) => new() { Run = "run1", Effects = { effect } };
        await bulk.SendAsync(new() { Effects = Told(new() { OrganisationId = stranger.Organisation.Value, LockId = foreign, StreamsCut = 7 }) });
        await bulk.SendAsync(new() { Effects = Told(new() { OrganisationId = tenant.Organisation.Value, LockId = foreign, StreamsCut = 7 }) });
        await bulk.SendAsync(new() { Effects = Told(new() { OrganisationId = tenant.Organisation.Value, LockId = "lck_'; drop", StreamsCut = 7 }) });
        await bulk.SendAsync(new() { Effects = new() { Run = "no run!", Effects = { new StopEffect { OrganisationId = tenant.Organisation.Value, LockId = own, StreamsCut = 9 } } } });
        await bulk.SendAsync(new() { Effects = Told(new() { OrganisationId = tenant.Organisation.Value, LockId = own, StreamsCut = ulong.MaxValue }) });
        await bulk.SendAsync(new() { Effects = Told(new() { OrganisationId = tenant.Organisation.Value, LockId = own, StreamsCut = 3 }) });
        await bulk.SendAsync(new() { Effects = Told(new() { OrganisationId = tenant.Organisation.Value, LockId = own, StreamsCut = 2 }) });
        await Bounded.UntilAsync(async () => await tenant.PeekAsync<long>("select sum(streams_cut)::bigint from tenant.lock_effects where organisation_id = $1") == 3);
        Assert.Equal(0L, await stranger.PeekAsync<long>("select count(*) from tenant.lock_effects where organisation_id = $1"));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private Task<GatewayHost> StartAsync(string token, CancellationToken cancel) => GatewayHost.StartAsync(
        new() { JoinToken = token, DataDirectory = _folder.FullName, RenewInterval = TimeSpan.FromMilliseconds(50), AllowPrivateUpstreams = true },
        new(IPAddress.Loopback, 0), _ => { }, cancel);

    private static async Task<HttpResponseMessage> StreamAsync(HttpClient skill, CancellationToken cancel)
    {
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages")
            {
                Headers = { { "x-api-key", Key }, { "anthropic-version", "2023-06-01" } },
                Content = new StringContent(
                    """{"model":"claude-sonnet-4-5","max_tokens":4096,"stream":true,"messages":[{"role":"user","content":"[[sim: deltas=100000 delay=5ms]]"}]}""",
                    Encoding.UTF8, "application/json"),
            };
            var answer = await skill.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            if (answer.StatusCode is not (HttpStatusCode.Unauthorized or (HttpStatusCode)529))
                return answer;
            answer.Dispose();
        }
    }
}
