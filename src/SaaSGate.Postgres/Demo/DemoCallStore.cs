namespace SaaSGate.Postgres.Demo;

/// <summary>Sends what <see cref="DemoCalls"/> listens for.</summary>
/// <param name="platform">The database.</param>
public sealed class DemoCallStore(PlatformDatabase platform)
{
    /// <summary>Calls whoever plays the demo.</summary>
    public async Task CallAsync(string call, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        await connection.RunAsync("select pg_notify(@channel, @call)", new { channel = DemoCalls.Channel, call }, cancellationToken);
    }
}
