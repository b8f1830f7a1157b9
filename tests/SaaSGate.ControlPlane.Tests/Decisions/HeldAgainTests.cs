using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Approvals;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Decisions;

/// <summary>Who sends the same bytes again finds the same approval; what is held in answers and what reviewers change: over the real link, with a real gateway.</summary>
public sealed class HeldAgainTests(Database database, DecisionKeys keys) : IClassFixture<Database>, IClassFixture<DecisionKeys>, IDisposable
{
    private const string Policy = """
        rules:
          - { name: wait, on: request, when: { text: decide }, then: hold, hold: { timeout: 5m } }
          - { name: uploads, on: tool_use, when: { tools: [http_post] }, then: hold, hold: { timeout: 5m } }
          - { name: forbidden, on: request, when: { text: sabotage }, then: lock }
          - { name: never, on: request, when: { text: never }, then: block }
        """;

    private readonly string _key = "sgk_" + Guid.NewGuid().ToString("n");
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task A_caller_that_comes_while_it_waits_or_after_it_gave_up_finds_the_same_approval()
    {
        await using var world = await DecisionWorld.StartAsync(database, keys);
        var tenant = await world.TenantAsync(_key, Policy);
        await UntilServedAsync(world);

        // 1. While it waits: the retry attaches, and nobody is asked twice.
        using var leaving = new CancellationTokenSource();
        var first = SendAsync(world, "decide this", leaving.Token);
        await Bounded.UntilAsync(async () => await CountAsync(tenant, "pending") == 1);
        var second = SendAsync(world, "decide this", Cancel);
        await Bounded.UntilAsync(async () => await tenant.PeekAsync<long>("select count(*) from tenant.exchanges where organisation_id = $1 and decision = 'hold'") == 2);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await DecideAsync(world, tenant, approve: true);
        using (var answer = await second)
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal((1, 1), (await CountAsync(tenant, "consumed"), world.Simulator.Received.All.Count));

        // 2. Whoever gave up comes back and gets what was decided meanwhile, with the same bytes alone.
        using var goes = new CancellationTokenSource();
        var gone = SendAsync(world, "decide that", goes.Token);
        await Bounded.UntilAsync(async () => await CountAsync(tenant, "pending") == 1);
        await goes.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        await Bounded.UntilAsync(async () => await tenant.PeekAsync<long>("select count(*) from tenant.approvals where organisation_id = $1 and abandoned_at is not null") == 1);
        await DecideAsync(world, tenant, approve: true);
        using (var answer = await SendAsync(world, "decide that", Cancel))
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal((2, 2), (await CountAsync(tenant, "consumed"), world.Simulator.Received.All.Count));
        Assert.Equal(2, await tenant.PeekAsync<long>("select count(*) from tenant.approvals where organisation_id = $1"));
    }

    [Fact]
    public async Task A_plain_call_that_outlasts_its_wait_is_told_where_to_come_back()
    {
        SaaSGate.Gateway.GatewayOptions gateway = null!;
        await using var world = await DecisionWorld.StartAsync(database, keys, options => (gateway = options).LongestPlainHold = TimeSpan.FromSeconds(1));
        var tenant = await world.TenantAsync(_key, Policy);
        await UntilServedAsync(world);
        using (var answer = await SendAsync(world, "decide later", Cancel))
        {
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            var facts = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["saasgate"]!;
            Assert.Equal("held", (string)facts["code"]!);
            await Bounded.UntilAsync(async () => await CountAsync(tenant, "pending") == 1);
            Assert.Equal((await WaitingAsync(tenant)).Id, (string)facts["approval"]!);
            Assert.Equal("false", answer.Headers.GetValues("x-should-retry").Single());
            Assert.Equal(TimeSpan.FromSeconds(30), answer.Headers.RetryAfter!.Delta);
        }

        gateway.LongestPlainHold = TimeSpan.FromMinutes(9);
        await DecideAsync(world, tenant, approve: true);
        using var again = await SendAsync(world, "decide later", Cancel);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task A_tool_call_waits_for_a_reviewer_who_sees_it()
    {
        await using var world = await DecisionWorld.StartAsync(database, keys);
        var tenant = await world.TenantAsync(_key, Policy);
        await UntilServedAsync(world);
        const string Upload = "[[sim: tool=http_post input={\\\"url\\\":\\\"https://files.example/x\\\"}]]";
        var sending = SendAsync(world, Upload, Cancel);
        await Bounded.UntilAsync(async () => await CountAsync(tenant, "pending") == 1);
        Assert.Equal("tool_use http_post https://files.example/x", await tenant.PeekAsync<string>(
            "select concat_ws(' ', stage, v #>> '{toolUse,name}', v #>> '{toolUse,input,url}') from (select stage, convert_from(view, 'UTF8')::jsonb as v from tenant.approvals where organisation_id = $1) a"));
        await DecideAsync(world, tenant, approve: true);
        using (var answer = await sending)
            Assert.Contains("https://files.example/x", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);

        sending = SendAsync(world, Upload, Cancel);
        await Bounded.UntilAsync(async () => await CountAsync(tenant, "pending") == 1);
        await DecideAsync(world, tenant, approve: false);
        using (var answer = await sending)
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        await Bounded.UntilAsync(async () => await tenant.PeekAsync<long>(
            "select count(*) from tenant.exchanges where organisation_id = $1 and outcome = 'denied' and withheld -> 0 ->> 'tool' = 'http_post'") == 1);
        Assert.Equal(1, await tenant.PeekAsync<long>("select count(*) from tenant.skill_seen where organisation_id = $1 and kind = 'call' and value = 'http_post'"));
    }

    [Fact]
    public async Task Who_reads_results_of_a_batch_again_finds_what_was_decided_about_their_calls()
    {
        await using var world = await DecisionWorld.StartAsync(database, keys);
        var tenant = await world.TenantAsync(_key, Policy);
        await UntilServedAsync(world);
        const string Batch = """
            {"requests":[{"custom_id":"one","params":{"model":"claude-sonnet-4-6","max_tokens":64,"messages":[{"role":"user","content":"[[sim: tool=http_post input={\"url\":\"https://files.example/x\"}]]"}]} }]}
            """;
        string id;
        using (var made = await CallAsync(world, HttpMethod.Post, "/v1/messages/batches", Batch, Cancel))
            id = (string)JsonNode.Parse(await made.Content.ReadAsStringAsync(Cancel))!["id"]!;
        using var leaving = new CancellationTokenSource();
        var first = CallAsync(world, HttpMethod.Get, $"/v1/messages/batches/{id}/results", null, leaving.Token);
        await Bounded.UntilAsync(async () => await CountAsync(tenant, "pending") == 1);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await Bounded.UntilAsync(async () => await tenant.PeekAsync<long>("select count(*) from tenant.approvals where organisation_id = $1 and abandoned_at is not null") == 1);
        await DecideAsync(world, tenant, approve: true);

        using (var answer = await CallAsync(world, HttpMethod.Get, $"/v1/messages/batches/{id}/results", null, Cancel))
            Assert.Contains("https://files.example/x", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal((1, 1), (await CountAsync(tenant, "consumed"), await tenant.PeekAsync<long>("select count(*) from tenant.approvals where organisation_id = $1")));
        await Bounded.UntilAsync(async () => await tenant.PeekAsync<string>(
            "select e.outcome from tenant.exchanges e join tenant.approvals a on a.organisation_id = e.organisation_id and a.id = e.withheld -> 0 ->> 'approvalId' where e.organisation_id = $1 and jsonb_array_length(e.withheld) = 1 and e.kept_back -> 0 ->> 'consumedAt' is not null") == "completed");
    }

    [Fact]
    public async Task What_a_reviewer_made_of_a_request_is_asked_for_anew_and_sent()
    {
        await using var world = await DecisionWorld.StartAsync(database, keys);
        var tenant = await world.TenantAsync(_key, Policy);
        await UntilServedAsync(world);
        var sending = SendAsync(world, "decide all of it", Cancel);
        await Bounded.UntilAsync(async () => await CountAsync(tenant, "pending") == 1);
        var (first, view) = await WaitingAsync(tenant);
        var edited = await world.Service<DecisionStore>().EditAsync(
            new(tenant.Organisation, Id<Approval>.Parse(first), true, view, new((await tenant.AddMemberAsync("reviewer")).Value, "Sam"), null, null), [new RequestedEdit("/messages/0/content", "decide a part of it")], Cancel);
        Assert.Equal(DecideOutcome.Edited, edited.Outcome);
        await Bounded.UntilAsync(async () => await tenant.PeekAsync<long>("select count(*) from tenant.approvals where organisation_id = $1 and state = 'pending' and edit_of = $2", first) == 1);
        Assert.Empty(world.Simulator.Received.All);
        await DecideAsync(world, tenant, approve: true);
        using var answer = await sending;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("decide a part of it", Assert.Single(world.Simulator.Received.All).BodyText(), StringComparison.Ordinal);
        await Bounded.UntilAsync(async () => await tenant.PeekAsync<string>(
            "select string_agg(concat_ws(' ', outcome, problem, edit_of), ', ' order by started_at) from tenant.exchanges where organisation_id = $1 and outcome is not null and decision = 'hold'")
            == $"refused edited, completed {first}");
    }

    [Theory]
    [InlineData("/messages/0/content", "never decide", "blocked")]
    [InlineData("/max_tokens", "1", "approval_void")]
    public async Task A_change_that_is_refused_leaves_nobody_waiting(string pointer, string text, string code)
    {
        await using var world = await DecisionWorld.StartAsync(database, keys);
        var tenant = await world.TenantAsync(_key, Policy);
        await UntilServedAsync(world);
        var sending = SendAsync(world, "decide all of it", Cancel);
        await Bounded.UntilAsync(async () => await CountAsync(tenant, "pending") == 1);
        var (first, view) = await WaitingAsync(tenant);
        await world.Service<DecisionStore>().EditAsync(
            new(tenant.Organisation, Id<Approval>.Parse(first), true, view, new((await tenant.AddMemberAsync("reviewer")).Value, "Sam"), null, null), [new RequestedEdit(pointer, text)], Cancel);
        using var answer = await sending;
        Assert.Equal(code, (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["saasgate"]!["code"]!);
        await Bounded.UntilAsync(async () => await CountAsync(tenant, "cancelled") == 1);
        Assert.Equal(1, await tenant.PeekAsync<long>("select count(*) from tenant.approvals where organisation_id = $1"));
        Assert.Equal(first, await tenant.PeekAsync<string>("select target from tenant.audit_log where organisation_id = $1 and action = 'approval.change_refused'"));
        Assert.Empty(world.Simulator.Received.All);
    }

    [Fact]
    public async Task A_rule_that_locks_stops_the_skill_everywhere()
    {
        await using var world = await DecisionWorld.StartAsync(database, keys);
        var tenant = await world.TenantAsync(_key, Policy);
        await UntilServedAsync(world);
        using (var answer = await SendAsync(world, "sabotage", Cancel))
            Assert.Contains("\"code\":\"locked\"", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        using (var answer = await SendAsync(world, "hello", Cancel))
            Assert.Contains("\"code\":\"stopped\"", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        await Bounded.UntilAsync(async () => await tenant.PeekAsync<long>("select count(*) from tenant.locks where organisation_id = $1 and target_id = $2 and lifted_at is null", tenant.Skill.Value) == 1);
        await world.Service<Postgres.Regions.StopStore>().LiftLocksAsync(
            new(tenant.Organisation, Contracts.RegionLink.StopKind.Skill, tenant.Skill.Value), Postgres.Audit.Actor.System, Cancel);
        await Bounded.UntilAsync(async () =>
        {
            using var answer = await SendAsync(world, "hello", Cancel);
            return answer.StatusCode == HttpStatusCode.OK;
        });
    }

    private static Task<long> CountAsync(TestTenant tenant, string state) =>
        tenant.PeekAsync<long>("select count(*) from tenant.approvals where organisation_id = $1 and state = $2", state);

    private static async Task<(string Id, byte[] ViewDigest)> WaitingAsync(TestTenant tenant) => (
        (await tenant.PeekAsync<string>("select id from tenant.approvals where organisation_id = $1 and state = 'pending'"))!,
        (await tenant.PeekAsync<byte[]>("select view_digest from tenant.approvals where organisation_id = $1 and state = 'pending'"))!);

    private static async Task DecideAsync(DecisionWorld world, TestTenant tenant, bool approve)
    {
        var (id, view) = await WaitingAsync(tenant);
        var result = await world.Service<DecisionStore>().DecideAsync(new(tenant.Organisation, Id<Approval>.Parse(id), approve, view, new((await tenant.AddMemberAsync("reviewer")).Value, "Rita"), null, "by a test"), Cancel);
        Assert.Equal(DecideOutcome.Decided, result.Outcome);
    }

    private Task<HttpResponseMessage> SendAsync(DecisionWorld world, string text, CancellationToken leaving) => CallAsync(
        world, HttpMethod.Post, "/v1/messages", $$"""{"model":"claude-sonnet-4-6","max_tokens":64,"messages":[{"role":"user","content":"{{text}}"}]}""", leaving);

    private async Task<HttpResponseMessage> CallAsync(DecisionWorld world, HttpMethod method, string path, string? body, CancellationToken leaving)
    {
        using var request = new HttpRequestMessage(method, new Uri(world.Gateway, path));
        if (body is not null)
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        request.Headers.Add("x-api-key", _key);
        request.Headers.Add("anthropic-version", "2023-06-01");
        return await _http.SendAsync(request, leaving);
    }

    private Task UntilServedAsync(DecisionWorld world) => Bounded.UntilAsync(async () =>
    {
        using var probe = new HttpRequestMessage(HttpMethod.Get, new Uri(world.Gateway, "/v1/nothing"));
        probe.Headers.Add("x-api-key", _key);
        using var answer = await _http.SendAsync(probe, Cancel);
        return answer.StatusCode == HttpStatusCode.NotFound;
    });
}
