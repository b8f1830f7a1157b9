using Npgsql;

namespace SaaSGate.Postgres;

/// <summary>The two pools of the control plane, one a role. Owns them.</summary>
public sealed class SaaSGateDatabase : IAsyncDisposable, IDisposable
{
    private readonly NpgsqlDataSource _app;
    private readonly NpgsqlDataSource _platform;

    /// <summary>Makes the pools; connects to nothing yet.</summary>
    public SaaSGateDatabase(DatabaseOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _app = NpgsqlDataSource.Create(options.App);
        _platform = NpgsqlDataSource.Create(options.Platform);
        Tenants = new(_app);
        Platform = new(_platform);
    }

    /// <summary>Tenant tables.</summary>
    public TenantDatabase Tenants { get; }

    /// <summary>Tables of the installation.</summary>
    public PlatformDatabase Platform { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _app.Dispose();
        _platform.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _platform.DisposeAsync();
    }
}
