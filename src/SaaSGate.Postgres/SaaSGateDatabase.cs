using Npgsql;
using SaaSGate.Postgres.Search;

namespace SaaSGate.Postgres;

/// <summary>The pools of the control plane: one a role, and one more for what asks the same few things over and over. Owns them.</summary>
public sealed class SaaSGateDatabase : IAsyncDisposable, IDisposable
{
    private readonly NpgsqlDataSource _app;
    private readonly NpgsqlDataSource _platform;
    private readonly NpgsqlDataSource _repeating;

    /// <summary>Makes the pools; connects to nothing yet.</summary>
    public SaaSGateDatabase(DatabaseOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);

        // Nothing sets what outlives its transaction, so there is nothing to reset, which would cost as much as a small query. An open transaction is rolled back all the same.
        var app = new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(options.App) { NoResetOnClose = true }.ConnectionString);
        SearchVectorTypes.AddTo(app);
        _app = app.Build();
        _platform = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(options.Platform) { NoResetOnClose = true });
        _repeating = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(options.Platform) { NoResetOnClose = true, MaxPoolSize = 20, MaxAutoPrepare = 40, AutoPrepareMinUsages = 2 });
        Tenants = new(_app);
        Platform = new(_platform, _repeating);
    }

    /// <summary>Tenant tables.</summary>
    public TenantDatabase Tenants { get; }

    /// <summary>Tables of the installation.</summary>
    public PlatformDatabase Platform { get; }

    /// <summary>Tables of the installation, over connections that keep plans of what is asked often.</summary>
    public NpgsqlDataSource Repeating => _repeating;

    /// <summary>
    /// Closes what is idle in the pools, and in those that Orleans makes for itself. Once the server went away every
    /// connection is dead, and would fail whoever gets it.
    /// </summary>
    public void ForgetConnections()
    {
        _app.Clear();
        _platform.Clear();
        _repeating.Clear();
        NpgsqlConnection.ClearAllPools();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _app.Dispose();
        _platform.Dispose();
        _repeating.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _platform.DisposeAsync();
        await _repeating.DisposeAsync();
    }
}
