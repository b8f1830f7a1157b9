using System.Diagnostics;
using System.Net;
using System.Text;
using SaaSGate.Contracts.Problems;
using SaaSGate.Gateway.Hosting;
using SaaSGate.Postgres.Policies;
using SaaSGate.Simulator;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Regions;

/// <summary>A version that no gateway can read, put in force past the API.</summary>
public sealed class ForcedPolicyTests(RegionLinkFixture link) : IClassFixture<RegionLinkFixture>, IDisposable
{
    private const string Key = "sgk_forced_policy_a", OtherKey = "sgk_forced_policy_b";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("saasgate-forced-policy-");

    [Fact]
    public async Task Leaves_the_last_good_one_in_force_says_so_and_fails_closed_where_there_is_none()
    {
        var cancel = Bounded.Cancellation;
        await using var claude = await SimulatorHost.StartAsync(cancellation: cancel);
        var (tenant, never) = (await TenantAsync(claude, Key, Block("forbidden")), await TenantAsync(claude, OtherKey, "rules: [{ name: No Name }]"));
        var token = await link.TokenAsync(await link.RegionAsync(tenant, never));
        await using var gateway = await GatewayHost.StartAsync(
            new() { JoinToken = token.ToText(), DataDirectory = _folder.FullName, RenewInterval = TimeSpan.FromMilliseconds(50), AllowPrivateUpstreams = true },
            new(IPAddress.Loopback, 0), _ => { }, cancel);
        using var handler = new SocketsHttpHandler();
        using var skill = new HttpClient(handler, disposeHandler: false) { BaseAddress = gateway.BaseUrl };
        await UntilAsync(Key, "forbidden", GatewayProblems.Blocked);

        // 1. One that never could be read: nothing goes through, and the control plane knows.
        await UntilAsync(OtherKey, "hello", GatewayProblems.PolicyUnreadable);
        Assert.Equal((1L, null), await FaultAsync(never));

        // 2. A bad one after a good one: the good one goes on.
        await tenant.PeekAsync<object>(
            "insert into tenant.policy_versions (organisation_id, policy_id, version, document, created_by) values ($1, $2, 2, 'rules: [{ name: broken, then: explode }]', 'usr_x')",
            tenant.Policy.Value);
        await tenant.PeekAsync<object>("update tenant.policies set active_version = 2 where organisation_id = $1");
        await LeaseTests.ChangeViewAsync(tenant);
        Assert.Equal((2L, 1L), await FaultAsync(tenant));
        Assert.Contains(GatewayProblems.Blocked.Code, await AnswerAsync(Key, "forbidden"), StringComparison.Ordinal);
        Assert.DoesNotContain("\"error\"", await AnswerAsync(Key, "hello"), StringComparison.Ordinal);

        // 3. What is mended is put in force, and nobody complains any more.
        var policy = (await link.Service<PolicyStore>().FindAsync(tenant.Organisation, tenant.Policy.Value, cancel))!;
        Assert.Single(policy.Faults);
        await link.Service<PolicyVersionStore>().AddActiveAsync(tenant.Organisation, policy.Id, policy.Revision, new(Block("hello"), policy.Scope, 2, null), PolicyActor.System, cancel);
        var began = Stopwatch.GetTimestamp();
        await UntilAsync(Key, "hello", GatewayProblems.Blocked);
        TestContext.Current.TestOutputHelper?.WriteLine($"A call was decided by a new version {Stopwatch.GetElapsedTime(began).TotalMilliseconds:F0} ms after its commit.");
        Assert.Empty((await link.Service<PolicyStore>().FindAsync(tenant.Organisation, policy.Id, cancel))!.Faults);

        async Task UntilAsync(string key, string prompt, Problem problem)
        {
            while (!(await AnswerAsync(key, prompt)).Contains($"\"{problem.Code}\"", StringComparison.Ordinal))
                cancel.ThrowIfCancellationRequested();
        }

        async Task<string> AnswerAsync(string key, string prompt)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages")
            {
                Content = new StringContent($$"""{"model":"claude-sonnet-4-5","max_tokens":50,"messages":[{"role":"user","content":"{{prompt}}"}]}""", Encoding.UTF8, "application/json"),
                Headers = { { "x-api-key", key }, { "anthropic-version", "2023-06-01" } },
            };
            using var response = await skill.SendAsync(request, cancel);
            return await response.Content.ReadAsStringAsync(cancel);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string Block(string text) => $"rules: [{{ name: stop, on: request, when: {{ text: {text} }}, then: block }}]";

    private static async Task<(long Version, long? Kept)> FaultAsync(TestTenant tenant)
    {
        await Bounded.UntilAsync(async () => await tenant.PeekAsync<long>("select count(*) from tenant.policy_faults where organisation_id = $1") > 0);
        return (
            await tenant.PeekAsync<long>("select version from tenant.policy_faults where organisation_id = $1"),
            await tenant.PeekAsync<long?>("select kept_version from tenant.policy_faults where organisation_id = $1"));
    }

    private async Task<TestTenant> TenantAsync(SimulatorHost claude, string key, string document)
    {
        var tenant = await link.TenantAsync();
        await tenant.PeekAsync<object>("update tenant.connections set base_url = $2 where organisation_id = $1", claude.BaseUrl.AbsoluteUri);
        await tenant.PeekAsync<object>("update tenant.skill_keys set hash = sha256($2::text::bytea) where organisation_id = $1", key);
        await tenant.PeekAsync<object>("update tenant.policy_versions set document = $2 where organisation_id = $1", document);
        return tenant;
    }
}
