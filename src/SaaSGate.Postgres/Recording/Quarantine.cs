using Google.Protobuf;
using Npgsql;
using SaaSGate.Postgres.Audit;

namespace SaaSGate.Postgres.Recording;

/// <summary>Puts records aside that cannot be taken in, in the transaction that goes on behind them.</summary>
internal static class Quarantine
{
    /// <summary>What goes on from nothing, or with the exchange or session of somebody else.</summary>
    public const string Orphan = "orphan";

    /// <summary>What claims to be made long after now.</summary>
    public const string Future = "future";

    /// <param name="connection">In a transaction of the organisation.</param>
    /// <param name="clock">Gives the audit entry its id.</param>
    /// <param name="batch">Where they come from.</param>
    /// <param name="records">In the spool's order; none are none.</param>
    /// <param name="code">Why.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task AddAsync(
        NpgsqlConnection connection, TimeProvider clock, IngestBatch batch, IReadOnlyList<IngestRecord> records, string code, CancellationToken cancellationToken)
    {
        if (records.Count == 0)
            return;
        var (first, last) = ((long)records[0].Frame.Sequence, (long)records[^1].Frame.Sequence);
        await using var write = new NpgsqlBatch(connection);
        write.Add(
            "select platform.quarantine_records($1, $2, $3, $4, $5, $6, $7)",
            batch.Organisation.Value, batch.GatewayId, batch.SpoolId, first, last, Statements.Each(records, record => record.Frame.ToByteArray()), code);
        await write.ExecuteNonQueryAsync(cancellationToken);
        await connection.AuditAsync(
            clock, new(batch.GatewayId, batch.GatewayId), "records.quarantined", batch.GatewayId,
            new { spoolId = batch.SpoolId, firstSequence = first, lastSequence = last, count = records.Count, code }, cancellationToken);
    }
}
