namespace SaaSGate.Postgres.Recording;

/// <summary>How far each spool has been taken in for all of its organisations: what the gateway is told, and may trim.</summary>
/// <param name="platform">The database.</param>
public sealed class SpoolPositions(PlatformDatabase platform)
{
    /// <summary>The last sequence that is committed; 0 for a spool that nobody has seen.</summary>
    public async Task<long> ReadAsync(string gatewayId, string spoolId, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.ValueAsync<long>(
            "select sequence from platform.ingest_positions where gateway_id = @gatewayId and spool_id = @spoolId", new { gatewayId, spoolId }, cancellationToken);
    }

    /// <summary>Notes that everything up to a sequence is committed. Never goes back.</summary>
    public async Task AdvanceAsync(string gatewayId, string spoolId, long sequence, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        await connection.RunAsync(
            """
            insert into platform.ingest_positions as p (gateway_id, spool_id, sequence) values (@gatewayId, @spoolId, @sequence)
            on conflict (gateway_id, spool_id) do update set sequence = excluded.sequence, updated_at = now() where p.sequence < excluded.sequence
            """, new { gatewayId, spoolId, sequence }, cancellationToken);
    }
}
