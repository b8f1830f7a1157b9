using System.Threading.Channels;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.ControlPlane.Connections;
using SaaSGate.ControlPlane.Incidents;
using SaaSGate.ControlPlane.Live;
using SaaSGate.Postgres.Recording;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>
/// Takes records in, in the spool's order, and acknowledges what is committed. While PostgreSQL is out of reach the batch
/// waits and is tried again; what PostgreSQL refuses for good goes into quarantine, and holds nobody up; what must not be taken
/// in ends the connection.
/// </summary>
internal sealed partial class RecordDesk(
    RecordIngest ingest, SpoolPositions positions, RegionDirectory directory, GatewayNews news, ConnectionNews upstreams, DueIncidents incidents, MovedBatches moved,
    LiveNotices notices, TimeProvider clock, ILogger<RecordDesk> logger)
{
    private const int OrganisationsAtOnce = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Serves one connection's batches, for as long as it lasts. Says first how far the spool is known.</summary>
    /// <exception cref="RpcException">A gap, a malformed record, or one of a foreign organisation.</exception>
    public async Task ServeAsync(BulkConnection connection, ChannelReader<RecordBatch> batches)
    {
        var reached = await RetryAsync(() => positions.ReadAsync(connection.Gateway.Id, connection.SpoolId, connection.Closing), connection);
        reached = await PassOverAsync(connection, reached);
        await AcknowledgeAsync(connection, reached);
        await foreach (var batch in batches.ReadAllAsync(connection.Closing))
        {
            reached = await TakeAsync(connection, batch, reached);
            await AcknowledgeAsync(connection, reached);
        }
    }

    /// <summary>
    /// What the gateway has given away already will never come: another gateway's identity had it acknowledged, or a database
    /// that has since lost it. It is told once, and the spool goes on behind it.
    /// </summary>
    private async Task<long> PassOverAsync(BulkConnection connection, long reached)
    {
        var last = connection.FirstSequence - 1;
        if (last <= reached)
            return reached;
        Log.Missing(logger, connection.Gateway.Id, connection.SpoolId, reached + 1, last);
        await RetryAsync(async () =>
        {
            await positions.AdvanceAsync(connection.Gateway.Id, connection.SpoolId, last, connection.Closing);
            return true;
        }, connection);
        news.RecordsMissing(connection.Gateway, connection.SpoolId, reached + 1, last);
        return last;
    }

    private async Task<long> TakeAsync(BulkConnection connection, RecordBatch batch, long reached)
    {
        // 1. Nothing is left out between what is known and what comes now.
        var (first, last) = ((long)batch.FirstSequence, (long)batch.FirstSequence + batch.Records.Count - 1);
        if (first > reached + 1)
        {
            Log.Gap(logger, connection.Gateway.Id, connection.SpoolId, reached + 1, first);
            throw new RpcException(new(StatusCode.FailedPrecondition, $"The record after {reached} is missing. Send from there."));
        }

        if (last <= reached)
            return reached;

        // 2. Every record is well-formed, and of an organisation that the gateway may speak for.
        var parts = Decode(connection, batch);
        var foreign = await RetryAsync(
            () => directory.ForeignAsync(connection.Gateway.RegionId, [.. parts.Select(part => part.Organisation.Value)], connection.Closing), connection);
        if (foreign.Count > 0)
        {
            Log.Foreign(logger, connection.Gateway.Id, connection.Gateway.RegionId, string.Join(", ", foreign));
            throw new RpcException(new(StatusCode.PermissionDenied, "There are records of an organisation that this region never served."));
        }

        // 3. One transaction an organisation; then the whole batch is known.
        await Parallel.ForEachAsync(
            parts, new ParallelOptions { MaxDegreeOfParallelism = OrganisationsAtOnce, CancellationToken = connection.Closing },
            async (part, _) => await IngestAsync(connection, part));
        await RetryAsync(async () =>
        {
            await positions.AdvanceAsync(connection.Gateway.Id, connection.SpoolId, last, connection.Closing);
            return true;
        }, connection);
        return last;
    }

    /// <summary>Takes a part in, but for the records that are refused for good: they are found by halving, and put aside.</summary>
    private async Task IngestAsync(BulkConnection connection, IngestBatch part)
    {
        try
        {
            Tell(connection, part, await RetryAsync(() => ingest.IngestAsync(part, connection.Closing), connection));
        }
        catch (Exception refused) when (RecordRefusal.CodeOf(refused) is { } code)
        {
            var half = part.Records.Count / 2;
            if (half == 0)
            {
                await IngestAloneAsync(connection, part, code);
                return;
            }

            await IngestAsync(connection, part with { Records = [.. part.Records.Take(half)] });
            await IngestAsync(connection, part with { Records = [.. part.Records.Skip(half)] });
        }
    }

    /// <summary>A record that is refused: without what a search makes of it where that helps, else put aside.</summary>
    private async Task IngestAloneAsync(BulkConnection connection, IngestBatch part, string code)
    {
        try
        {
            Tell(connection, part, await RetryAsync(() => ingest.IngestUnsearchableAsync(part, connection.Closing), connection));
            Log.Unsearchable(logger, part.Organisation.Value, connection.Gateway.Id, connection.SpoolId, part.Records[0].Frame.Sequence, code);
        }
        catch (Exception refused) when (RecordRefusal.CodeOf(refused) is { } still)
        {
            Log.Refused(logger, part.Organisation.Value, connection.Gateway.Id, connection.SpoolId, part.Records[0].Frame.Sequence, still);
            Tell(connection, part, await RetryAsync(() => ingest.QuarantineAsync(part, still, connection.Closing), connection));
        }
    }

    private IReadOnlyList<IngestBatch> Decode(BulkConnection connection, RecordBatch batch)
    {
        try
        {
            return RecordBatches.Decode(batch, connection.Gateway.Id, connection.Gateway.RegionId, connection.SpoolId);
        }
        catch (InvalidDataException malformed)
        {
            Log.Malformed(logger, connection.Gateway.Id, connection.SpoolId, malformed.Message);
            throw new RpcException(new(StatusCode.InvalidArgument, malformed.Message));
        }
    }

    private void Tell(BulkConnection connection, IngestBatch part, IngestResult result)
    {
        if (result.PutAside > 0)
            Log.PutAside(logger, result.PutAside, connection.Gateway.Id, connection.SpoolId);
        upstreams.Told(result.Upstreams);
        if (result.OpensIncidents)
            incidents.Told(part.Organisation);
        if (result.MovesBatches)
            moved.Told(part.Organisation.Value);
        notices.FeedAdvanced(result.Feeds);
        foreach (var exchange in result.Exchanges)
            notices.ExchangeAdvanced(new(exchange.OrganisationId, exchange.SessionId, exchange.ExchangeId, exchange.Position, exchange.Complete));
    }

    private static ValueTask AcknowledgeAsync(BulkConnection connection, long sequence) =>
        connection.SendAsync(new() { Acknowledged = new() { Sequence = (ulong)sequence } });

    private Task<T> RetryAsync<T>(Func<Task<T>> work, BulkConnection connection) =>
        Outage.RetryAsync(work, Pause, clock, outage => Log.Waits(logger, connection.Gateway.Id, outage), connection.Closing);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Gateway {Gateway}, spool {Spool}, no longer has records {First} to {Last}, and they are not here.")]
        public static partial void Missing(ILogger logger, string gateway, string spool, long first, long last);

        [LoggerMessage(LogLevel.Error, "Records of gateway {Gateway}, spool {Spool}, are missing: {Expected} should come, {First} came.")]
        public static partial void Gap(ILogger logger, string gateway, string spool, long expected, long first);

        [LoggerMessage(LogLevel.Critical, "Gateway {Gateway} sent records of organisations that its region {Region} never served: {Organisations}. They are refused.")]
        public static partial void Foreign(ILogger logger, string gateway, string region, string organisations);

        [LoggerMessage(LogLevel.Error, "Gateway {Gateway} sent records of spool {Spool} that cannot be taken in. {Reason}")]
        public static partial void Malformed(ILogger logger, string gateway, string spool, string reason);

        [LoggerMessage(LogLevel.Error, "Records of {Count} exchanges of gateway {Gateway}, spool {Spool}, could not be taken in. They stand in platform.quarantine.")]
        public static partial void PutAside(ILogger logger, int count, string gateway, string spool);

        [LoggerMessage(LogLevel.Error, "A record of {Organisation}, gateway {Gateway}, spool {Spool}, sequence {Sequence}, is refused for good: {Code}.")]
        public static partial void Refused(ILogger logger, string organisation, string gateway, string spool, ulong sequence, string code);

        [LoggerMessage(LogLevel.Warning, "A record of {Organisation}, gateway {Gateway}, spool {Spool}, sequence {Sequence}, is kept, but no search finds it: {Code}.")]
        public static partial void Unsearchable(ILogger logger, string organisation, string gateway, string spool, ulong sequence, string code);

        [LoggerMessage(LogLevel.Warning, "Records of gateway {Gateway} wait: the database is out of reach.")]
        public static partial void Waits(ILogger logger, string gateway, Exception exception);
    }
}
