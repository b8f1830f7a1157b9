using Grpc.Core;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Batches;
using SaaSGate.Gateway.Holds;
using SaaSGate.Gateway.Leases;
using SaaSGate.Gateway.Spool;
using SaaSGate.Gateway.View;

namespace SaaSGate.Gateway.Link;

/// <summary>The bulk connection: snapshots and acknowledgements in; records and views of held requests out.</summary>
internal sealed class BulkLink(
    GatewayView view, TenantLoads loads, LeaseKeeper leases, HoldDesk holds, RecordSpool spool, Shipper shipper, LinkOutbox outbox, StopsInForce effects,
    OwnedBatches batches, BatchCanceller canceller, TimeProvider clock)
{
    /// <summary>Runs one connection until it breaks.</summary>
    public async Task RunAsync(ChannelBase channel, CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var oneWriter = new SemaphoreSlim(1);
        using var call = new RegionBulk.RegionBulkClient(channel).Connect(cancellationToken: ending.Token);
        async Task WriteAsync(BulkFromGateway message)
        {
            await oneWriter.WaitAsync(ending.Token);
            try
            {
                await call.RequestStream.WriteAsync(message, ending.Token);
            }
            finally
            {
                oneWriter.Release();
            }
        }

        // Reading comes first: the other end may wait for us to read before it reads on itself.
        outbox.ClearBulk();
        shipper.Reconnect();
        var receiving = ReceiveAsync(call.ResponseStream, ending.Token);
        var shipping = shipper.RunAsync(WriteAsync, ending.Token);
        var telling = TellAsync(WriteAsync, ending.Token);
        try
        {
            await LinkCall.UntilEndAsync(clock, receiving, shipping, telling);
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(receiving, shipping, telling).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TellAsync(Func<BulkFromGateway, Task> write, CancellationToken cancellation)
    {
        await write(new BulkFromGateway { Hello = new BulkHello { ViewPosition = view.Position, SpoolId = spool.SpoolId, FirstSequence = spool.TrimmedSequence + 1 } });
        foreach (var waiting in holds.Waiting)
            await write(new BulkFromGateway { Hold = waiting });
        foreach (var tenant in view.Tenants.Where(tenant => tenant.Policies.Faults.Count > 0))
            await write(TenantLoads.FaultsOf(tenant));
        foreach (var told in effects.All)
            await write(told);
        await foreach (var message in outbox.Bulk.ReadAllAsync(cancellation))
            await write(message);
    }

    private async Task ReceiveAsync(IAsyncStreamReader<BulkToGateway> stream, CancellationToken cancellation)
    {
        await foreach (var message in stream.ReadAllAsync(cancellation))
        {
            switch (message.MessageCase)
            {
                case BulkToGateway.MessageOneofCase.Snapshot:
                    await loads.LoadAsync(message.Snapshot, cancellation);
                    break;
                case BulkToGateway.MessageOneofCase.Removed:
                    view.Remove(message.Removed.OrganisationId);
                    batches.Forget(message.Removed.OrganisationId);
                    break;
                case BulkToGateway.MessageOneofCase.Complete:
                    view.CompleteTo(message.Complete.Position);
                    leases.ViewMoved();
                    break;
                case BulkToGateway.MessageOneofCase.Acknowledged:
                    shipper.Acknowledge(message.Acknowledged.Sequence);
                    break;
                case BulkToGateway.MessageOneofCase.Accepted:
                    holds.Accepted(message.Accepted);
                    break;
                case BulkToGateway.MessageOneofCase.BatchOwners:
                    batches.Take(message.BatchOwners);
                    break;
                case BulkToGateway.MessageOneofCase.CancelBatches:
                    canceller.Begin(message.CancelBatches, cancellation);
                    break;
            }
        }
    }
}
