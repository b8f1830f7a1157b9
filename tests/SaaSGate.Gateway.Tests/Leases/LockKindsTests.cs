using System.Net;
using System.Text.Json;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Tests.Support;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Gateway.Tests.Leases;

/// <summary>Locks on labels and destinations, and what a gateway says that locks did.</summary>
public sealed class LockKindsTests
{
    private const string Endless = "[[sim: deltas=100000 delay=5ms]]";

    private static CancellationToken Cancellation => Bounded.Cancellation;

    [Fact]
    public async Task A_label_lock_cuts_a_skill_that_gets_the_label_later()
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.Peer.Stop(rig.Tenant, StopKind.Label, "finance");
        await rig.Peer.Renewals.WaitForAsync(renewal => renewal.StopPosition == 1, Cancellation);
        using var response = await rig.SendAsync(GatewayRig.Message(Endless, stream: true, maxTokens: 4096));
        using var stream = new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation));
        await stream.ReadLineAsync(Cancellation);

        rig.Tenant.Labels.Add("finance");
        rig.Peer.Publish(rig.Tenant);

        Assert.Contains("\"lock\":\"lck_finance\"", await stream.ReadToEndAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal("cut", (await rig.EndOfAsync(response)).Ended.Outcome);
        await rig.Peer.Effects.WaitForAsync(effect => effect is { LockId: "lck_finance", StreamsCut: 1 }, Cancellation);
        using var refused = await rig.SendAsync(GatewayRig.Message("hello"));
        Assert.Equal("lck_finance", await LockOfAsync(refused));

        rig.Tenant.Labels.Clear();
        rig.Peer.Publish(rig.Tenant);
        await Bounded.UntilAsync(async () =>
        {
            using var free = await rig.SendAsync(GatewayRig.Message("hello"));
            return free.StatusCode == HttpStatusCode.OK;
        });
    }

    [Fact]
    public async Task A_label_lock_holds_no_skill_whose_id_is_that_word()
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.Peer.Stop(rig.Tenant, StopKind.Label, rig.Tenant.SkillId);
        await rig.Peer.Renewals.WaitForAsync(renewal => renewal.StopPosition == 1, Cancellation);
        using var free = await rig.SendAsync(GatewayRig.Message("hello"));
        Assert.Equal(HttpStatusCode.OK, free.StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_destination_lock_keeps_a_tool_call_from_the_skill(bool stream)
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.Peer.Stop(rig.Tenant, StopKind.Destination, "*.evil.example");
        await rig.Peer.Renewals.WaitForAsync(renewal => renewal.StopPosition == 1, Cancellation);

        using var elsewhere = await rig.SendAsync(GatewayRig.Message("[[sim: tool=http_post input={\"url\":\"https://evil.example.org/x\"}]]", stream));
        var passed = await elsewhere.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("tool_use", passed, StringComparison.Ordinal);
        Assert.DoesNotContain("\"lock\"", passed, StringComparison.Ordinal);

        using var there = await rig.SendAsync(GatewayRig.Message("[[sim: tool=http_post input={\"url\":\"https://Files.EVIL.example:8443/x\"}]]", stream));
        var text = await there.Content.ReadAsStringAsync(Cancellation);
        Assert.DoesNotContain("tool_use", text, StringComparison.Ordinal);
        Assert.Contains("\"lock\":\"lck_*.evil.example\"", text, StringComparison.Ordinal);
        var record = await rig.RecordOfAsync(there);
        Assert.Equal(("refused", "stopped"), (record[^1].Ended.Outcome, record[^1].Ended.Problem));
        Assert.Equal(("http_post", "block"), record.Where(frame => frame.Withheld is not null).Select(frame => (frame.Withheld.Tool, frame.Withheld.Kind)).Single());
    }

    [Theory]
    [InlineData("""{"mcp_servers":[{"type":"url","url":"https://a.evil.example/sse","name":"m"}],""")]
    [InlineData("""{"mcp_servers":[{"type":"url","url":"https:\/\/a.ev\u0069l.example/sse","name":"m"}],""")]
    [InlineData("""{"tools":[{"type":"web_fetch_20250910","name":"web_fetch"}],"system":"Read https://a.evil.example/x",""")]
    [InlineData("""{"tools":[{"type":"web_search_20250305","name":"web_search","allowed_domains":["a.evil.example"]}],""")]
    [InlineData("""{"metadata":{"user_id":"x"},"system":[{"type":"text","text":"s"}],"stop_sequences":["x"],"documents":[{"type":"image","source":{"type":"url","url":"https://a.evil.example/i.png"}}],""")]
    public async Task A_destination_lock_refuses_requests_that_go_there(string head)
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.Peer.Stop(rig.Tenant, StopKind.Destination, "*.evil.example");
        await rig.Peer.Renewals.WaitForAsync(renewal => renewal.StopPosition == 1, Cancellation);
        using var refused = await rig.SendAsync(head + GatewayRig.Message("hello")[1..]);
        Assert.Equal("lck_*.evil.example", await LockOfAsync(refused));
        Assert.Empty(rig.Simulator.Received.All);

        using var spoken = await rig.SendAsync(GatewayRig.Message("Never go to https://a.evil.example/x"));
        Assert.Equal(HttpStatusCode.OK, spoken.StatusCode);
    }

    [Fact]
    public async Task A_destination_lock_stops_what_goes_to_the_upstream_itself()
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.Peer.Stop(rig.Tenant, StopKind.Destination, rig.Tenant.Upstream.Host);
        await rig.Peer.Renewals.WaitForAsync(renewal => renewal.StopPosition == 1, Cancellation);
        using var refused = await rig.SendAsync("", "/v1/models", HttpMethod.Get);
        Assert.Equal($"lck_{rig.Tenant.Upstream.Host}", await LockOfAsync(refused));
    }

    [Fact]
    public async Task A_destination_lock_cuts_a_stream_that_may_call_tools_unseen_and_no_other()
    {
        await using var rig = await GatewayRig.StartAsync();
        var tools = """{"tools":[{"name":"http_post","input_schema":{"type":"object"}}],""" + GatewayRig.Message(Endless, stream: true, maxTokens: 4096)[1..];
        using var with = await rig.SendAsync(tools);
        using var without = await rig.SendAsync(GatewayRig.Message(Endless, stream: true, maxTokens: 4096));
        using var kept = new StreamReader(await without.Content.ReadAsStreamAsync(Cancellation));
        await kept.ReadLineAsync(Cancellation);
        using var stream = new StreamReader(await with.Content.ReadAsStreamAsync(Cancellation));
        await stream.ReadLineAsync(Cancellation);

        rig.Peer.Stop(rig.Tenant, StopKind.Destination, "evil.example");
        Assert.Contains("\"lock\":\"lck_evil.example\"", await stream.ReadToEndAsync(Cancellation), StringComparison.Ordinal);
        await rig.Peer.Effects.WaitForAsync(effect => effect is { LockId: "lck_evil.example", StreamsCut: 1, HeldDropped: 0 }, Cancellation);
        Assert.NotNull(await kept.ReadLineAsync(Cancellation));
        rig.Peer.Stop(rig.Tenant, StopKind.Skill, rig.Tenant.SkillId);
        await kept.ReadToEndAsync(Cancellation);
    }

    [Fact]
    public async Task Tells_what_each_lock_ended_and_tells_it_again_over_a_new_connection()
    {
        await using var rig = await GatewayRig.StartAsync("""
            rules:
              - name: wait
                on: request
                when: { text: 'export' }
                then: hold
            """);
        using var response = await rig.SendAsync(GatewayRig.Message(Endless, stream: true, maxTokens: 4096));
        using var stream = new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation));
        await stream.ReadLineAsync(Cancellation);
        var held = rig.SendAsync(GatewayRig.Message("export"));
        await rig.Peer.Holds.WaitForAsync(_ => true, Cancellation);

        rig.Peer.Stop(rig.Tenant, StopKind.Skill, rig.Tenant.SkillId);
        var told = await rig.Peer.Effects.WaitForAsync(effect => effect.LockId == "lck_" + rig.Tenant.SkillId, Cancellation);
        Assert.Equal((rig.Tenant.OrganisationId, 1ul, 1ul), (told.OrganisationId, told.StreamsCut, told.HeldDropped));
        using var dropped = await held;
        Assert.Equal("lck_" + rig.Tenant.SkillId, await LockOfAsync(dropped));
        await stream.ReadToEndAsync(Cancellation);

        var before = rig.Peer.Effects.Items.Count;
        rig.Peer.Disconnect();
        await Bounded.UntilAsync(() => rig.Peer.Effects.Items.Count > before);
        Assert.Equal(told, rig.Peer.Effects.Items[^1]);
    }

    private static async Task<string?> LockOfAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        using var body = JsonDocument.Parse(text);
        Assert.Equal("permission_error", body.RootElement.GetProperty("error").GetProperty("type").GetString());
        Assert.Equal("stopped", body.RootElement.GetProperty("saasgate").GetProperty("code").GetString());
        return body.RootElement.GetProperty("saasgate").GetProperty("lock").GetString();
    }
}
