using System.CommandLine;
using System.Data.Common;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Proof;
using SaaSGate.ControlPlane.Vault;

namespace SaaSGate.Commands;

/// <summary><c>saasgate rotate-signing-key</c>: history is signed by a new key from now on. Settings as for <c>control-plane</c>.</summary>
internal static class RotateKeyCommand
{
    public static Command Create()
    {
        var command = new Command(
            "rotate-signing-key", "Sign history with a new key from now on; what the old one signed stays provable. Settings (SaaSGate__Database__…, SaaSGate__Vault__KeyFile) as for control-plane.");
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
            Console.WriteLine($"History is signed with the key {await host.Services.GetRequiredService<SigningKeys>().RotateAsync(cancellation)} from now on.");
            return 0;
        }
        catch (Exception problem) when (problem is VaultException or OptionsValidationException or InvalidOperationException or ArgumentException or DbException)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return 1;
        }
    }
}
