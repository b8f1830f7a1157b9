using System.CommandLine;
using System.Data.Common;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Dev;

namespace SaaSGate.Commands;

/// <summary><c>saasgate control-plane</c>: silo, portal API, hub and region link. Settings: sections SaaSGate:….</summary>
internal static class ControlPlaneCommand
{
    public static Command Create()
    {
        var command = new Command("control-plane", "Run a control plane: silo, portal, API and region link.");
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var ending = ParentWatch.Watch(cancellation);
        ControlPlaneHost? starting = null;
        try
        {
            starting = ControlPlaneHost.Create(new ConfigurationBuilder().AddEnvironmentVariables().Build(), Logging.ToStandardError);
            await starting.StartAsync(ending);
        }
        catch (Exception problem) when (problem is VaultException or OptionsValidationException or InvalidOperationException or IOException or DbException)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            if (starting is not null)
                await starting.DisposeAsync();
            return 1;
        }

        await using var host = starting;
        // With the demo, its facts are the line; they hold credentials, so they go to the starter alone.
        Ready.Say(host.Demo is { } demo ? demo : new JsonObject { ["portal"] = host.Portal.AbsoluteUri });
        await Ready.UntilAsync(ending);
        await host.StopAsync(CancellationToken.None);
        return 0;
    }
}
