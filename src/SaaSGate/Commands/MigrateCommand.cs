using System.CommandLine;
using SaaSGate.Dev;
using SaaSGate.Postgres.Migrations;

namespace SaaSGate.Commands;

/// <summary><c>saasgate migrate</c>: brings a database up to this program's schema.</summary>
internal static class MigrateCommand
{
    public static Command Create()
    {
        var command = new Command("migrate", $"Migrate the database that {DevDatabase.Variable} names (connection string of its owner).");
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        try
        {
            var applied = await Migrator.MigrateAsync(
                new MigrationOptions { Owner = Read(DevDatabase.Variable), AppPassword = Read("SAASGATE_APP_PASSWORD"), PlatformPassword = Read("SAASGATE_PLATFORM_PASSWORD") }, cancellation);
            Console.WriteLine(applied.Count == 0 ? "The database is up to date." : $"Applied {string.Join(", ", applied)}.");
            return 0;
        }
        catch (Exception problem) when (problem is MigrationException or DevException)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return 1;
        }
    }

    private static string Read(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value
        ? value
        : throw new DevException($"Set {variable}.");
}
