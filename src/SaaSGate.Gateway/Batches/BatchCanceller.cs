using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Endpoints;
using SaaSGate.Gateway.Forwarding;
using SaaSGate.Gateway.Link;
using SaaSGate.Gateway.View;

namespace SaaSGate.Gateway.Batches;

/// <summary>
/// Cancels batches of stopped skills at Claude, with the credential that only gateways have. The control plane asks for it, keeps what came of it, and asks
/// again where it failed, perhaps another gateway. Each connection has room of its own: one that hangs keeps no other waiting.
/// </summary>
internal sealed partial class BatchCanceller(GatewayView view, UpstreamClient upstream, LinkOutbox outbox, GatewayOptions options, TimeProvider clock, ILogger<BatchCanceller> log)
{
    private const int AtOnce = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private readonly ConcurrentDictionary<(string Organisation, string Connection), SemaphoreSlim> _rooms = new();
    private readonly ConcurrentDictionary<(string Organisation, string Exchange), bool> _underWay = new();

    /// <summary>Begins, but for those that are under way; what comes of each is told over the link.</summary>
    public void Begin(CancelBatches asked, CancellationToken cancellation)
    {
        foreach (var batch in asked.Batches)
            if (_underWay.TryAdd((batch.OrganisationId, batch.ExchangeId), true))
                _ = CancelAsync(batch, cancellation);
    }

    private async Task CancelAsync(BatchToCancel batch, CancellationToken cancellation)
    {
        try
        {
            var room = _rooms.GetOrAdd((batch.OrganisationId, batch.ConnectionId), _ => new(AtOnce));
            await room.WaitAsync(cancellation);
            try
            {
                var (state, problem) = await TryAsync(batch, cancellation);
                if (problem.Length > 0)
                    Log.Failed(log, batch.BatchId, batch.OrganisationId, problem);
                outbox.Send(new BulkFromGateway
                {
                    BatchCancelled = new() { OrganisationId = batch.OrganisationId, ExchangeId = batch.ExchangeId, BatchId = batch.BatchId, State = state, Problem = problem },
                });
            }
            finally
            {
                room.Release();
            }
        }
        catch (OperationCanceledException)
        {
            // The connection is gone; the control plane asks again over the next.
        }
        finally
        {
            _underWay.TryRemove((batch.OrganisationId, batch.ExchangeId), out _);
        }
    }

    private async Task<(string State, string Problem)> TryAsync(BatchToCancel batch, CancellationToken cancellation)
    {
        if (!BatchId.Is(batch.BatchId) || view.Find(batch.OrganisationId)?.FindConnection(batch.ConnectionId) is not { } connection)
            return ("", "connection_unknown");
        using var silence = new CancellationTokenSource(Patience, clock);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation, silence.Token);
        try
        {
            var path = EndpointTable.PathOf(batch.BatchId);
            var (status, _) = await AskAsync(connection, HttpMethod.Post, path + "/cancel", patience.Token);
            if (status is >= 200 and < 300)
                return ("cancelled", "");
            if (status == 404)
                return ("gone", "");
            // One that has ended, or is being cancelled, is refused too: then its state says so.
            if (status is 400 or 409 && await AskAsync(connection, HttpMethod.Get, path, patience.Token) is (200, { Status: "ended" or "canceling" } now))
                return (now.HasEnded ? "ended" : "cancelled", "");
            return ("", status is 401 or 403 ? "credential_refused" : FormattableString.Invariant($"http_{status}"));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return ("", "upstream_silent");
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or Inspection.InspectionException)
        {
            return ("", "upstream_unreachable");
        }
    }

    private async Task<(int Status, BatchFacts? Batch)> AskAsync(ConnectionEntry connection, HttpMethod method, string path, CancellationToken cancellation)
    {
        using var answer = await upstream.SendAsync(connection, method, path, cancellation);
        using var body = await WholeAnswer.ReadAsync(answer, options, cancellation);
        return ((int)answer.StatusCode, body is null ? null : BatchFacts.Read(body.Memory));
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Batch {Batch} of {OrganisationId} could not be cancelled ({Problem}); it is tried again")]
        public static partial void Failed(ILogger log, string batch, string organisationId, string problem);
    }
}
