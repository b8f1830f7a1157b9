using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.ControlPlane.Live;
using SaaSGate.Postgres.Batches;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>
/// Tells a gateway whose batches are whose, and has it cancel those of stopped skills. What is to be cancelled is a row in PostgreSQL, taken by whichever
/// process has a gateway of the region: neither a gateway's end nor this process's loses it.
/// </summary>
internal sealed partial class BatchDesk(BatchStore batches, RegionDirectory directory, LiveNotices notices, TimeProvider clock, ILogger<BatchDesk> logger)
{
    private const int OwnersAtOnce = 1000, LongestProblem = 40, SettledAtOnce = 8;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Serves one connection, for as long as it lasts.</summary>
    public async Task ServeAsync(BulkConnection connection)
    {
        var position = 0L;
        await foreach (var _ in connection.BatchSigns.ReadAllAsync(connection.Closing))
        {
            try
            {
                position = await TellAsync(connection, connection.BatchesBeginAnew() ? 0 : position);
                await CancelAsync(connection);
            }
            catch (Exception outage) when (Outage.Is(outage))
            {
                Log.Waits(logger, connection.Gateway.Id, outage);
                await Task.Delay(Pause, clock, connection.Closing);
                connection.BatchesMoved();
            }
        }
    }

    /// <summary>Keeps what came of attempts, for as long as the connection lasts.</summary>
    public Task SettleAsync(BulkConnection connection, ChannelReader<BatchCancelOutcome> told) => Parallel.ForEachAsync(
        told.ReadAllAsync(connection.Closing), new ParallelOptions { MaxDegreeOfParallelism = SettledAtOnce, CancellationToken = connection.Closing },
        async (outcome, _) => await TakeAsync(connection, outcome));

    /// <summary>Keeps what came of an attempt: of organisations that the gateway's region serves, and no others.</summary>
    private async Task TakeAsync(BulkConnection connection, BatchCancelOutcome told)
    {
        try
        {
            if (!Id<Organisation>.TryParse(told.OrganisationId, out var organisation) || !Id<Exchange>.TryParse(told.ExchangeId, out var exchange)
                || told.State is not ("" or "cancelled" or "ended" or "gone") || (told.State.Length == 0) != IsCode(told.Problem)
                || !await directory.ServesAsync(connection.Gateway.RegionId, organisation.Value, connection.Closing))
                return;
            notices.FeedAdvanced(await batches.SettleAsync(new(organisation, exchange.Value, connection.Gateway, told.State, told.Problem), connection.Closing));
            connection.Cancels.Leave(exchange.Value);
            connection.BatchesMoved();
        }
        catch (Exception failed) when (!connection.Closing.IsCancellationRequested)
        {
            // It is tried again, and told again.
            Log.NotKept(logger, connection.Gateway.Id, failed);
        }
    }

    private async Task<long> TellAsync(BulkConnection connection, long position)
    {
        while (await batches.ReadOwnedAsync(connection.Gateway.RegionId, position, OwnersAtOnce, connection.Closing) is { Count: > 0 } owned)
        {
            var told = new BatchOwners();
            told.Batches.AddRange(owned.Select(batch => new BatchOwner
            {
                OrganisationId = batch.OrganisationId,
                BatchId = batch.BatchId,
                SkillId = batch.SkillId,
                ConnectionId = batch.ConnectionId,
                At = batch.At.ToUnixTimeMilliseconds(),
            }));
            await connection.SendAsync(new() { BatchOwners = told });
            position = owned[^1].Position;
        }

        return position;
    }

    private async Task CancelAsync(BulkConnection connection)
    {
        foreach (var id in await batches.ListDueAsync(connection.Gateway.RegionId, connection.Closing))
        {
            if (connection.Cancels.LeftFor(id) is not (> 0 and var room))
                continue;
            var due = await batches.ClaimAsync(Id<Organisation>.Parse(id), connection.Gateway.RegionId, room, connection.Closing);
            if (due.Count == 0)
                continue;
            foreach (var batch in due)
                connection.Cancels.Take(id, batch.ExchangeId);
            var asked = new CancelBatches();
            asked.Batches.AddRange(due.Select(batch => new BatchToCancel
            {
                OrganisationId = id,
                ExchangeId = batch.ExchangeId,
                BatchId = batch.BatchId,
                ConnectionId = batch.ConnectionId,
            }));
            await connection.SendAsync(new() { CancelBatches = asked });
        }
    }

    private static bool IsCode(string text) => text.Length is > 0 and <= LongestProblem && text.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '_');

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Batches that gateway {Gateway} is to know or to cancel wait: the database is out of reach.")]
        public static partial void Waits(ILogger logger, string gateway, Exception exception);

        [LoggerMessage(LogLevel.Error, "What gateway {Gateway} says of a batch that it was to cancel could not be kept; it is tried again.")]
        public static partial void NotKept(ILogger logger, string gateway, Exception exception);
    }
}
