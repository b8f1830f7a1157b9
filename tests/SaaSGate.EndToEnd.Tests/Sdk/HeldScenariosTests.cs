using SaaSGate.EndToEnd.Tests.Dev;
using SaaSGate.Simulator;
using Xunit;

namespace SaaSGate.EndToEnd.Tests.Sdk;

/// <summary>What an SDK makes of a request that waits for a reviewer.</summary>
public sealed class HeldScenariosTests(GuardedDev dev) : IClassFixture<GuardedDev>
{
    [Theory]
    [InlineData("dotnet", "create")]
    [InlineData("dotnet", "stream")]
    [InlineData("node", "create")]
    [InlineData("node", "stream")]
    public async Task Gives_what_it_gives_without_a_gateway_once_it_is_approved(string sdk, string call)
    {
        await using var simulator = await SimulatorHost.StartAsync(cancellation: TestContext.Current.CancellationToken);
        var held = Held(sdk, call, "approved");
        var straight = await SdkRun.PlayAsync(sdk, simulator.BaseUrl, "sk-test", held);

        var playing = SdkRun.PlayAsync(sdk, dev.Gateway, dev.KeyOf("report-writer"), held);
        await dev.Api.DecideAsync(held.Name, "approve");

        Assert.Equal(straight, await playing);
    }

    [Theory]
    [InlineData("dotnet", "create")]
    [InlineData("dotnet", "stream")]
    [InlineData("node", "create")]
    [InlineData("node", "stream")]
    public async Task Throws_the_errors_of_the_sdk_when_it_is_denied(string sdk, string call)
    {
        var held = Held(sdk, call, "denied");

        var playing = SdkRun.PlayAsync(sdk, dev.Gateway, dev.KeyOf("report-writer"), held);
        await dev.Api.DecideAsync(held.Name, "deny");

        var outcome = Assert.Single(await playing).Value;
        Assert.Contains(sdk == "node" ? "PermissionDeniedError" : "AnthropicForbiddenException", outcome, StringComparison.Ordinal);
        Assert.Contains("\"status\":403", outcome, StringComparison.Ordinal);
        Assert.Contains("A reviewer denied this request.", outcome, StringComparison.Ordinal);
        Assert.Contains("Decided by a test.", outcome, StringComparison.Ordinal);
    }

    // Each has a name of its own in the prompt, by which its approval is found.
    private static Scenario Held(string sdk, string call, string decision)
    {
        var name = $"Export all open tickets for {sdk} {call}, to be {decision}.";
        return Scenario.Of(call, $"{name} [[sim: text=\"Done, größer, 😀.\"]]") with { Name = name };
    }
}
