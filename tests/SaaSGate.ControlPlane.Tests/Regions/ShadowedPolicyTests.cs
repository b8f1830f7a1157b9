using System.Net;
using System.Text;
using SaaSGate.Gateway.Hosting;
using SaaSGate.Postgres.Policies;
using SaaSGate.Simulator;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Regions;

/// <summary>A draft that runs beside the version in force, at a real gateway.</summary>
public sealed class ShadowedPolicyTests(RegionLinkFixture link) : IClassFixture<RegionLinkFixture>, IDisposable
{
    private const string Key = "sgk_shadowed_policy";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("saasgate-shadowed-policy-");

    [Fact]
    public async Task Tells_what_it_would_have_done_and_does_nothing()
    {
        var cancel = Bounded.Cancellation;
        await using var claude = await SimulatorHost.StartAsync(cancellation: cancel);
        var tenant = await link.TenantAsync();
        await tenant.PeekAsync<object>("update tenant.connections set base_url = $2 where organisation_id = $1", claude.BaseUrl.AbsoluteUri);
        await tenant.PeekAsync<object>("update tenant.skill_keys set hash = sha256($2::text::bytea) where organisation_id = $1", Key);
        var token = await link.TokenAsync(await link.RegionAsync(tenant));
        await using var gateway = await GatewayHost.StartAsync(
            new() { JoinToken = token.ToText(), DataDirectory = _folder.FullName, RenewInterval = TimeSpan.FromMilliseconds(50), AllowPrivateUpstreams = true },
            new(IPAddress.Loopback, 0), _ => { }, cancel);
        using var handler = new SocketsHttpHandler();
        using var skill = new HttpClient(handler, disposeHandler: false) { BaseAddress = gateway.BaseUrl };

        // 1. The draft runs beside what is in force.
        var (versions, matches) = (link.Service<PolicyVersionStore>(), link.Service<RuleMatchStore>());
        var draft = new NewPolicyVersion("rules: [{ name: no-hello, on: request, when: { text: hello }, then: block }]", "organisation", 1, null);
        await versions.AddAsync(tenant.Organisation, tenant.Policy.Value, draft, PolicyActor.System, cancel);
        Assert.Equal(PolicyOutcome.Done, (await versions.ShadowAsync(tenant.Organisation, tenant.Policy.Value, 2, PolicyActor.System, cancel)).Outcome);

        // 2. Calls go through, and one of them is told of.
        await Bounded.UntilAsync(async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages")
            {
                Content = new StringContent("""{"model":"claude-sonnet-4-5","max_tokens":50,"messages":[{"role":"user","content":"hello"}]}""", Encoding.UTF8, "application/json"),
                Headers = { { "x-api-key", Key }, { "anthropic-version", "2023-06-01" } },
            };
            using var response = await skill.SendAsync(request, cancel);
            Assert.True(response.StatusCode is HttpStatusCode.OK or (HttpStatusCode)529 or HttpStatusCode.Unauthorized, response.StatusCode.ToString());
            return await tenant.PeekAsync<long>("select count(*) from tenant.rule_matches where organisation_id = $1 and shadow") > 0;
        });

        // 3. The report has it, and the exchange says what was in force.
        var rule = Assert.Single(await matches.ShadowAsync(tenant.Organisation, tenant.Policy.Value, 2, TimeProvider.System.GetUtcNow().AddDays(-1), cancel));
        Assert.Equal(("no-hello", "block"), (rule.Rule, rule.Kind));
        Assert.True(rule.Stricter > 0 && rule.Stricter == rule.Exchanges);
        var listed = await matches.ListAsync(tenant.Organisation, tenant.Policy.Value, shadow: true, "no-hello", null, null, 1, cancel);
        var explained = (await matches.ExplainAsync(tenant.Organisation, Contracts.Ids.Id<Contracts.Ids.Exchange>.Parse(listed[0].ExchangeId), cancel))!;
        Assert.Equal(("allow", (1L, 2L)), (explained.Decision, (explained.Policies[0].Version, explained.Policies[0].ShadowVersion)));
        Assert.True(Assert.Single(explained.Matches) is { Shadow: true, Decisive: true });
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
