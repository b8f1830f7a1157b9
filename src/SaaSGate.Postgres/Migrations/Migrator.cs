using DbUp;
using DbUp.Engine.Output;
using Npgsql;

namespace SaaSGate.Postgres.Migrations;

/// <summary>Brings a database to the program's version: forward only, one migrator at a time, each script in a transaction.</summary>
public static class Migrator
{
    // "saasgate" as a number; advisory locks belong to one database.
    private const long LockKey = 0x7361617367617465;

    /// <summary>
    /// Applies the scripts of <c>migrations/</c> that the database has not had, in the order of their names, and sees to
    /// the login roles of <see cref="DatabaseRoles"/>. Waits while another migrator is at work.
    /// </summary>
    /// <returns>The names of the scripts that were applied now.</returns>
    /// <exception cref="MigrationException">The database is newer than the program, a script was changed after it was applied, a script failed, the user may not migrate, or PostgreSQL cannot be reached.</exception>
    /// <exception cref="NpgsqlException">PostgreSQL went away in the middle.</exception>
    public static Task<IReadOnlyList<string>> MigrateAsync(MigrationOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        return MigrateAsync(options, Script.Embedded(), cancellationToken);
    }

    internal static async Task<IReadOnlyList<string>> MigrateAsync(MigrationOptions options, IReadOnlyList<Script> scripts, CancellationToken cancellationToken)
    {
        // 1. The database, and alone in it from here on. Closing the connection gives the lock back, however we end.
        await using var owner = NpgsqlDataSource.Create(options.Owner);
        await using var connection = await Databases.OpenAsync(owner, options.Owner, cancellationToken);
        await using (var take = new NpgsqlCommand("select pg_advisory_lock($1)", connection) { CommandTimeout = 0, Parameters = { new() { Value = LockKey } } })
            await take.ExecuteNonQueryAsync(cancellationToken);
        var journal = await PrepareAsync(connection, options, scripts, cancellationToken);

        // 2. DbUp applies what the journal does not have. It blocks, so it gets a thread of the pool.
        var result = await Task.Run(() => Engine(options.Owner, scripts, journal).PerformUpgrade(), cancellationToken);
        await connection.CloseAsync();
        return result.Successful
            ? [.. result.Scripts.Select(script => script.Name)]
            : throw new MigrationException($"Migration {result.ErrorScript?.Name} failed and was rolled back: {result.Error.Message.ReplaceLineEndings(" ")}", result.Error);
    }

    /// <summary>Sees whether the scripts fit, and to the roles: scripts grant to them, so they come first.</summary>
    private static async Task<Journal> PrepareAsync(NpgsqlConnection connection, MigrationOptions options, IReadOnlyList<Script> scripts, CancellationToken cancellationToken)
    {
        try
        {
            var journal = await Journal.OpenAsync(connection, scripts, cancellationToken);
            if (journal.Objection() is { } objection)
                throw new MigrationException(objection);
            await Roles.EnsureAsync(connection, DatabaseRoles.App, options.AppPassword, cancellationToken);
            await Roles.EnsureAsync(connection, DatabaseRoles.Platform, options.PlatformPassword, cancellationToken);
            await Roles.EnsureAsync(connection, DatabaseRoles.Search, password: null, cancellationToken);
            return journal;
        }
        catch (PostgresException denied) when (denied.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new MigrationException(
                $"The user of the connection string may not do what a migration does ({denied.MessageText.ReplaceLineEndings(" ")}): name one that owns the database and may make roles, which a superuser lets it by 'alter role … createrole'. Roles that another made ({DatabaseRoles.App}, {DatabaseRoles.Platform}, {DatabaseRoles.Search}) must be granted to it with admin option.",
                denied);
        }
    }

    private static DbUp.Engine.UpgradeEngine Engine(string owner, IReadOnlyList<Script> scripts, Journal journal)
    {
        var builder = DeployChanges.To.PostgresqlDatabase(owner);
        foreach (var script in scripts)
            builder.WithScript(script.Name, script.Sql);

        // DbUp would read $name$, which PostgreSQL uses for quoting, as a variable of its own.
        return builder.WithVariablesDisabled().WithTransactionPerScript().WithExecutionTimeout(TimeSpan.FromMinutes(30)).JournalTo(journal).LogTo(new NoOpUpgradeLog()).Build();
    }
}
