using System.CommandLine;
using Microsoft.Extensions.Configuration;
using SaaSGate.Dev;
using SaaSGate.Simulator;

namespace SaaSGate.Commands;

/// <summary><c>saasgate simulator</c>: the stand-in for Claude's API alone. Settings: section SaaSGate:Simulator.</summary>
internal static class SimulatorCommand
{
    public static Command Create()
    {
        var command = new Command("simulator", "Run the Claude simulator alone.");
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var ending = ParentWatch.Watch(cancellation);
        var settings = new ConfigurationBuilder().AddEnvironmentVariables().Build().GetSection("SaaSGate:Simulator").Get<SimulatorOptions>() ?? new SimulatorOptions();
        if (settings.ReceivedLog is "")
            settings = settings with { ReceivedLog = null };
        await using var simulator = await SimulatorHost.StartAsync(settings, cancellation: ending);
        Ready.Say(new { url = simulator.BaseUrl });
        await Ready.UntilAsync(ending);
        return 0;
    }
}
