using System.Security.Cryptography;
using SaaSGate.Postgres.Embedded;
using SaaSGate.Postgres.Migrations;

namespace SaaSGate.Dev;

/// <summary>The database of <c>dev</c>: a private PostgreSQL, or the one that SAASGATE_POSTGRES names; migrated either way.</summary>
internal sealed class DevDatabase : IAsyncDisposable
{
    /// <summary>An Npgsql connection string of the owner of another server's database.</summary>
    public const string Variable = "SAASGATE_POSTGRES";
    private const string Name = "saasgate";
    private readonly EmbeddedPostgres? _embedded;

    private DevDatabase(EmbeddedPostgres? embedded, MigrationOptions migration) => (_embedded, Migration) = (embedded, migration);

    public MigrationOptions Migration { get; }

    public int ProcessId => _embedded?.ProcessId ?? 0;

    public Task ExitedAsync(CancellationToken cancellation) => _embedded?.ExitedAsync(cancellation) ?? Task.Delay(Timeout.Infinite, cancellation);

    public static async Task<DevDatabase> StartAsync(DevOptions options, string logs, CancellationToken cancellation)
    {
        EmbeddedPostgres? embedded = null;
        try
        {
            var owner = Environment.GetEnvironmentVariable(Variable);
            if (string.IsNullOrEmpty(owner))
            {
                embedded = await EmbeddedPostgres.StartAsync(
                    new EmbeddedPostgresOptions { Directory = Path.Combine(options.Data, "postgres"), Port = options.PostgresPort, Log = LogTo(Path.Combine(logs, "postgres.log")) }, cancellation);
                owner = embedded.ConnectionString(Name);
            }
            // The roles' passwords are made at each start and live in the processes that use them.
            var migration = new MigrationOptions { Owner = owner, AppPassword = RandomNumberGenerator.GetHexString(32), PlatformPassword = RandomNumberGenerator.GetHexString(32) };
            await Migrator.MigrateAsync(migration, cancellation);
            return new DevDatabase(embedded, migration);
        }
        catch (Exception problem) when (problem is EmbeddedPostgresException or MigrationException)
        {
            if (embedded is not null)
                await embedded.DisposeAsync();
            throw new DevException(problem.Message, problem);
        }
        catch (ArgumentException malformed) when (embedded is null)
        {
            throw new DevException($"{Variable} is no connection string of Npgsql, such as 'Host=127.0.0.1;Username=owner;Password=…;Database=saasgate'. Correct it, or leave it out.", malformed);
        }
    }

    // Lives as long as the process: the server's last words come while it is being stopped.
    private static Action<string> LogTo(string file)
    {
        var log = TextWriter.Synchronized(new StreamWriter(new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true });
        return log.WriteLine;
    }

    public ValueTask DisposeAsync() => _embedded?.DisposeAsync() ?? ValueTask.CompletedTask;
}
