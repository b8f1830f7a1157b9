using System.CommandLine;
using System.Data.Common;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Vault;

namespace SaaSGate.Commands;

/// <summary><c>saasgate rewrap</c>: everything that is sealed goes under the new master key. Settings as for <c>control-plane</c>.</summary>
internal static class RewrapCommand
{
    public static Command Create()
    {
        var command = new Command(
            "rewrap", "Seal everything anew under the master key of SaaSGate__Vault__KeyFile (or KeyEnvironment, KeyCommand); SaaSGate__Vault__Previous__… names the one before. Other settings as for control-plane.");
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        try
        {
            // Built and never started: nothing is opened but the database.
            await using var host = ControlPlaneHost.Create(new ConfigurationBuilder().AddEnvironmentVariables().Build(), Logging.ToStandardError);
            await host.Services.GetRequiredService<KeyVault>().UnlockAsync(cancellation);
            var (rewrapped, unopened) = await host.Services.GetRequiredService<VaultRewrap>().RunAsync(cancellation);
            if (unopened == 0)
                Console.WriteLine($"{rewrapped} sealed values went under the new master key; the one before is not needed any more.");
            else
                await Console.Error.WriteLineAsync($"{rewrapped} sealed values went under the new master key. {unopened} open with neither key: keep the one before, and look for the key they need.");
            return unopened == 0 ? 0 : 1;
        }
        catch (Exception problem) when (problem is VaultException or OptionsValidationException or InvalidOperationException or ArgumentException or DbException)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return 1;
        }
    }
}
