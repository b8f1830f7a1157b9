using SaaSGate.Simulator;
using SaaSGate.Simulator.Received;
using Xunit;

namespace SaaSGate.EndToEnd.Tests.Sdk;

public sealed class SdkScenariosTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("dotnet")]
    [InlineData("node")]
    public async Task Plays_every_scenario_straight_against_the_simulator(string sdk)
    {
        await using var simulator = await SimulatorHost.StartAsync(cancellation: Cancellation);
        var outcomes = await PlayAsync(sdk, simulator.BaseUrl);
        Assert.True(Scenario.All.Count >= 12);
        Assert.Equal(Scenario.All.Select(scenario => scenario.Name), outcomes.Keys);
        var missing =
            from scenario in Scenario.All
            from text in scenario.Contains
            where !outcomes[scenario.Name].Contains(text, StringComparison.Ordinal)
            select $"{scenario.Name}: no {text} in {outcomes[scenario.Name]}";
        Assert.Empty(missing);
        await simulator.Received.WaitForAsync(request => request.State == ReceivedState.Abandoned, Cancellation);
    }

    [Theory]
    [InlineData("dotnet")]
    [InlineData("node")]
    public async Task Gives_equal_outcomes_from_two_simulators(string sdk)
    {
        await using var one = await SimulatorHost.StartAsync(cancellation: Cancellation);
        await using var other = await SimulatorHost.StartAsync(cancellation: Cancellation);
        Assert.Equal(await PlayAsync(sdk, one.BaseUrl), await PlayAsync(sdk, other.BaseUrl));
    }

    [Theory]
    [InlineData("dotnet")]
    [InlineData("node")]
    public async Task Gives_different_outcomes_where_one_byte_differs(string sdk)
    {
        await using var simulator = await SimulatorHost.StartAsync(cancellation: Cancellation);
        var hello = await PlayAsync(sdk, simulator.BaseUrl, Scenario.Of("collect", "[[sim: text=\"Hello\"]]") with { Name = "one" });
        var hallo = await PlayAsync(sdk, simulator.BaseUrl, Scenario.Of("collect", "[[sim: text=\"Hallo\"]]") with { Name = "one" });
        Assert.NotEqual(hello, hallo);
    }

    private static Task<IReadOnlyDictionary<string, string>> PlayAsync(string sdk, Uri baseUrl, params Scenario[] scenarios)
    {
        IReadOnlyList<Scenario> chosen = scenarios.Length > 0 ? scenarios : Scenario.All;
        return sdk == "node" ? NodeSdk.PlayAsync(baseUrl, "sk-test", chosen, Cancellation) : DotnetSdk.PlayAsync(baseUrl, "sk-test", chosen, Cancellation);
    }
}
