using System.Text.Json.Nodes;
using SaaSGate.EndToEnd.Tests.Dev;
using SaaSGate.Simulator;
using Xunit;

namespace SaaSGate.EndToEnd.Tests.Sdk;

/// <summary>Promise 8: where policy touches nothing, an SDK gives the same objects through the gateway as straight from Claude.</summary>
public sealed class GatewayScenariosTests(OpenDev dev) : IClassFixture<OpenDev>
{
    [Theory]
    [InlineData("dotnet")]
    [InlineData("node")]
    public async Task Gives_what_it_gives_without_a_gateway(string sdk)
    {
        await using var simulator = await SimulatorHost.StartAsync(cancellation: TestContext.Current.CancellationToken);
        var scenarios = Scenario.All.Select(scenario => Own(scenario, sdk)).ToList();

        var straight = await SdkRun.PlayAsync(sdk, simulator.BaseUrl, "sk-test", scenarios);
        var through = await SdkRun.PlayAsync(sdk, dev.Gateway, dev.KeyOf("ticket-triage"), scenarios);

        Assert.Equal(straight.Keys, through.Keys);
        Assert.All(straight, outcome => Assert.Equal(outcome.Value, through[outcome.Key]));
    }

    // The simulator counts how often the same request came: a request that is retried must not be the other SDK's.
    private static Scenario Own(Scenario scenario, string sdk)
    {
        if (scenario.Retries == 0)
            return scenario;
        var request = scenario.Request.DeepClone().AsObject();
        request["metadata"] = new JsonObject { ["user_id"] = sdk };
        return scenario with { Request = request };
    }
}
