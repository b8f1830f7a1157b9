using System.Net;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Tests.Support;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Gateway.Tests.Use;

public sealed class FirstUseTests
{
    private const string Policy = """
        rules:
          - name: new-tool
            on: request
            when: { first_seen: [tool] }
            then: block
          - name: new-call
            on: tool_use
            when: { first_seen: [tool] }
            then: block
        """;

    private static CancellationToken Cancellation => Bounded.Cancellation;

    [Fact]
    public async Task What_was_forwarded_once_is_not_new_again_and_what_was_refused_still_is()
    {
        await using var rig = await GatewayRig.StartAsync(Policy);
        rig.Tenant.Seen.Add(new SeenThing { Kind = "tool", Value = "known" });
        await rig.PublishAsync();

        for (var i = 0; i < 2; i++)
        {
            using var refused = await rig.SendAsync(Offering("known", "new_one"));
            Assert.Equal("blocked", await MessagesHandlerTests.CodeOfAsync(refused, HttpStatusCode.Forbidden, "permission_error"));
        }

        using var passed = await rig.SendAsync(Offering("known"));
        Assert.Equal(HttpStatusCode.OK, passed.StatusCode);
        var used = (await rig.EndOfAsync(passed)).Ended.Used;
        Assert.Equal(new SeenThing { Kind = "model", Value = "claude-sonnet-4-5" }, Assert.Single(used));

        using var again = await rig.SendAsync(Offering("known"));
        Assert.Empty((await rig.EndOfAsync(again)).Ended.Used);
    }

    [Fact]
    public async Task Learns_though_no_rule_asks_so_that_a_rule_of_tomorrow_knows()
    {
        await using var rig = await GatewayRig.StartAsync();
        using var first = await rig.SendAsync(Offering("send_mail"));
        Assert.Equal(["model claude-sonnet-4-5", "tool send_mail"], (await rig.EndOfAsync(first)).Ended.Used.Select(thing => $"{thing.Kind} {thing.Value}").Order());
        rig.Tenant.Policy = Policy;
        await rig.PublishAsync();
        using var passed = await rig.SendAsync(Offering("send_mail"));
        Assert.Equal(HttpStatusCode.OK, passed.StatusCode);
    }

    [Fact]
    public async Task A_tool_that_was_offered_is_new_when_it_is_called_first()
    {
        await using var rig = await GatewayRig.StartAsync(Policy);
        rig.Tenant.Seen.AddRange([new SeenThing { Kind = "tool", Value = "send_mail" }, new SeenThing { Kind = "call", Value = "look_up" }]);
        await rig.PublishAsync();
        using var known = await rig.SendAsync(GatewayRig.Message("[[sim: tool=look_up input={}]]"));
        Assert.Equal(HttpStatusCode.OK, known.StatusCode);
        using var refused = await rig.SendAsync(GatewayRig.Message("[[sim: tool=send_mail input={}]]"));
        Assert.Equal("blocked", await MessagesHandlerTests.CodeOfAsync(refused, HttpStatusCode.Forbidden, "permission_error"));
    }

    private static string Offering(params string[] tools) =>
        GatewayRig.Message("hello").TrimEnd('}') + $",\"tools\":[{string.Join(',', tools.Select(tool => $"{{\"name\":\"{tool}\",\"input_schema\":{{\"type\":\"object\"}}}}"))}]}}";
}
