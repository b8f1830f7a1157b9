using Grpc.Core;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Holds;
using SaaSGate.Gateway.Leases;
using SaaSGate.Gateway.Spool;
using SaaSGate.Gateway.View;

namespace SaaSGate.Gateway.Link;

/// <summary>The bulk connection: snapshots and acknowledgements in; records and views of held requests out.</summary>
internal sealed class BulkLink(GatewayView view, ViewLoader loader, LeaseKeeper leases, HoldDesk holds, RecordSpool spool, Shipper shipper, LinkOutbox outbox)
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

        outbox.ClearBulk();
        await WriteAsync(new BulkFromGateway { Hello = new BulkHello { ViewPosition = view.Position, SpoolId = spool.SpoolId } });
        foreach (var waiting in holds.Waiting)
            await WriteAsync(new BulkFromGateway { Hold = waiting });
        var shipping = shipper.RunAsync(WriteAsync, ending.Token);
        var sending = SendAsync(WriteAsync, ending.Token);
        try
        {
            var receiving = ReceiveAsync(call.ResponseStream, ending.Token);
            await await Task.WhenAny(receiving, shipping, sending);
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(shipping, sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SendAsync(Func<BulkFromGateway, Task> write, CancellationToken cancellation)
    {
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
                    view.Replace(loader.Load(message.Snapshot));
                    break;
                case BulkToGateway.MessageOneofCase.Removed:
                    view.Remove(message.Removed.OrganisationId);
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
            }
        }
    }
}
