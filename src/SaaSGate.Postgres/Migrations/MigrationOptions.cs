namespace SaaSGate.Postgres.Migrations;

/// <summary>What the migrator needs.</summary>
public sealed record MigrationOptions
{
    /// <summary>Npgsql connection string of the database's owner, who may make roles. Only the migrator uses it.</summary>
    public required string Owner { get; init; }

    /// <summary>The password that <see cref="DatabaseRoles.App"/> gets.</summary>
    public required string AppPassword { get; init; }

    /// <summary>The password that <see cref="DatabaseRoles.Platform"/> gets.</summary>
    public required string PlatformPassword { get; init; }

    /// <summary>The connection strings of the two roles for the same server and database.</summary>
    public DatabaseOptions Database() => new()
    {
        App = As(DatabaseRoles.App, AppPassword),
        Platform = As(DatabaseRoles.Platform, PlatformPassword),
    };

    private string As(string role, string password) =>
        new Npgsql.NpgsqlConnectionStringBuilder(Owner) { Username = role, Password = password, ApplicationName = role }.ConnectionString;
}
