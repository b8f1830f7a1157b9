using System.Net;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Tests.Support;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Gateway.Tests.Leases;

public sealed class StopTests
{
    private static CancellationToken Cancellation => Bounded.Cancellation;

    [Theory]
    [InlineData(StopKind.Organisation)]
    [InlineData(StopKind.Person)]
    [InlineData(StopKind.Skill)]
    [InlineData(StopKind.Credential)]
    [InlineData(StopKind.Connection)]
    public async Task Cuts_the_open_stream_and_refuses_the_next_call(StopKind kind)
    {
        await using var rig = await GatewayRig.StartAsync();
        using var response = await rig.SendAsync(GatewayRig.Message("[[sim: deltas=100000 delay=5ms]]", stream: true, maxTokens: 4096));
        using var stream = new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation));
        await stream.ReadLineAsync(Cancellation);

        var target = kind switch
        {
            StopKind.Organisation => rig.Tenant.OrganisationId,
            StopKind.Person => rig.Tenant.OwnerUserId,
            StopKind.Skill => rig.Tenant.SkillId,
            StopKind.Credential => rig.Tenant.KeyId,
            _ => rig.Tenant.ConnectionId,
        };
        rig.Peer.Stop(rig.Tenant, kind, target);

        var rest = await stream.ReadToEndAsync(Cancellation);
        Assert.EndsWith("\n\n", rest, StringComparison.Ordinal);
        Assert.Contains($"event: error\ndata: {{\"type\":\"error\",\"error\":{{\"type\":\"permission_error\"", rest, StringComparison.Ordinal);
        Assert.Contains($"\"lock\":\"lck_{target}\"", rest, StringComparison.Ordinal);
        var ended = await rig.EndOfAsync(response);
        Assert.Equal(("cut", "stopped"), (ended.Ended.Outcome, ended.Ended.Problem));
        using var refused = await rig.SendAsync(GatewayRig.Message("hello"));
        Assert.Equal("stopped", await MessagesHandlerTests.CodeOfAsync(refused, HttpStatusCode.Forbidden, "permission_error"));
        Assert.Equal("refused", (await rig.EndOfAsync(refused)).Ended.Outcome);
        Assert.Single(rig.Simulator.Received.All);

        rig.Peer.Stop(rig.Tenant, kind, target, lifted: true);
        await rig.Peer.Renewals.WaitForAsync(renewal => renewal.StopPosition == 2, Cancellation);
        using var free = await rig.SendAsync(GatewayRig.Message("hello"));
        Assert.Equal(HttpStatusCode.OK, free.StatusCode);
    }

    [Fact]
    public async Task A_lock_of_a_named_session_holds_after_a_start_and_stops_no_other_session()
    {
        await using var rig = await GatewayRig.StartAsync();
        using var before = await SendAsync("nightly");
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        rig.Peer.Stop(rig.Tenant, StopKind.Session, before.Headers.GetValues("saasgate-session-id").Single());
        await rig.Peer.Renewals.WaitForAsync(renewal => renewal.StopPosition == 1, Cancellation);
        await rig.Gateway.DisposeAsync();
        await rig.StartGatewayAsync();
        using var after = await SendAsync("nightly");
        Assert.Equal("stopped", await MessagesHandlerTests.CodeOfAsync(after, HttpStatusCode.Forbidden, "permission_error"));
        using var other = await SendAsync("hourly");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);

        Task<HttpResponseMessage> SendAsync(string session)
        {
            var request = rig.Request(GatewayRig.Message("hello"));
            request.Headers.Add("saasgate-session", session);
            return rig.Http.SendAsync(request, Cancellation);
        }
    }

    [Fact]
    public async Task Ends_a_held_request_when_its_skill_is_stopped()
    {
        await using var rig = await GatewayRig.StartAsync("""
            rules:
              - name: wait
                on: request
                when: { text: 'export' }
                then: hold
            """);
        var sending = rig.SendAsync(GatewayRig.Message("export"));
        await rig.Peer.Holds.WaitForAsync(_ => true, Cancellation);
        rig.Peer.Stop(rig.Tenant, StopKind.Skill, rig.Tenant.SkillId);
        using var response = await sending;
        Assert.Equal("stopped", await MessagesHandlerTests.CodeOfAsync(response, HttpStatusCode.Forbidden, "permission_error"));
        Assert.Empty(rig.Simulator.Received.All);
    }

    [Fact]
    public async Task Refuses_and_cuts_when_the_lease_runs_out_and_serves_again_when_it_is_back()
    {
        await using var rig = await GatewayRig.StartAsync(leaseMilliseconds: 10_000);
        using var response = await rig.SendAsync(GatewayRig.Message("[[sim: deltas=100000 delay=5ms]]", stream: true, maxTokens: 4096));
        rig.Peer.GrantsLeases = false;
        // The lease of ten seconds still runs; it ends, the stream with it.
        await response.Content.ReadAsByteArrayAsync(Cancellation);
        Assert.Equal(("cut", "lease_expired"), await OutcomeAsync());
        using var refused = await rig.SendAsync(GatewayRig.Message("hello"));
        Assert.Equal("lease_expired", await MessagesHandlerTests.CodeOfAsync(refused, (HttpStatusCode)529, "overloaded_error"));
        Assert.Equal("true", refused.Headers.GetValues("x-should-retry").Single());

        rig.Peer.GrantsLeases = true;
        await Bounded.UntilAsync(() => rig.Lease.IsFresh);
        using var again = await rig.SendAsync(GatewayRig.Message("hello"));
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);

        async Task<(string, string)> OutcomeAsync()
        {
            var ended = await rig.EndOfAsync(response);
            return (ended.Ended.Outcome, ended.Ended.Problem);
        }
    }
}
