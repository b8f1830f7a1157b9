using System.Net;
using SaaSGate.Gateway.Tests.Support;
using Xunit;

namespace SaaSGate.Gateway.Tests.View;

/// <summary>A draft runs beside the version in force and says what it would have done.</summary>
public sealed class ShadowTests
{
    private const string Policy = """
        rules:
          - name: greetings
            on: request
            when: { text: 'hello' }
            then: allow
        """;

    private const string Draft = """
        rules:
          - name: greetings
            on: request
            when: { text: 'hello' }
            then: block
          - name: shouting
            on: request
            when: { text: 'HELLO' }
            then: lock
        """;

    [Fact]
    public async Task A_draft_tells_what_matches_and_changes_nothing_of_what_is_sent()
    {
        await using var rig = await GatewayRig.StartAsync(Policy);
        rig.Tenant.Draft = Draft;
        await rig.PublishAsync();
        var body = GatewayRig.Message("hello HELLO");
        using var response = await rig.SendAsync(body);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(body, Assert.Single(rig.Simulator.Received.All).BodyText());
        var started = (await rig.RecordOfAsync(response))[0].Started;
        Assert.Equal("allow", started.Decision.Kind);
        Assert.Equal(
            ["greetings 1 allow True False", "greetings 1001 block False True", "shouting 1001 lock True True"],
            started.Matches.Select(match => $"{match.Rule} {match.PolicyVersion} {match.Kind} {match.Decisive} {match.Shadow}"));
        var use = Assert.Single(started.Policies);
        Assert.Equal((1UL, 1001UL), (use.Version, use.ShadowVersion));
        using var next = await rig.SendAsync(body);
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Fact]
    public async Task A_draft_that_cannot_be_read_is_not_tried_and_hurts_nobody()
    {
        await using var rig = await GatewayRig.StartAsync(Policy);
        rig.Tenant.Draft = "rules: [{ name: No Name }]";
        await rig.PublishAsync();
        using var response = await rig.SendAsync(GatewayRig.Message("hello"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(0UL, Assert.Single((await rig.RecordOfAsync(response))[0].Started.Policies).ShadowVersion);
    }
}
