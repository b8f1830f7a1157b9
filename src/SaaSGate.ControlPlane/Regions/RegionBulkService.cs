using System.Threading.Channels;
using Grpc.Core;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.ControlPlane.Tokens;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>The bulk connection: records and held requests in; snapshots, acknowledgements and answers out.</summary>
internal sealed class RegionBulkService(
    LinkCallers callers, ConnectedGateways gateways, ViewDesk views, RecordDesk records, HoldDesk holds, PolicyFaultDesk faults, StopEffectDesk effects, BatchDesk batchDesk,
    KeyWantedDesk tokens, IOptions<RegionLinkOptions> options, TimeProvider clock)
    : RegionBulk.RegionBulkBase
{
    // A gateway sends a few batches ahead of their acknowledgements; more than that waits in the network.
    private const int BatchesAhead = 8, HoldsAtOnce = 32, CancelsAhead = 1000;
    private static readonly TimeSpan HelloPatience = TimeSpan.FromSeconds(10);

    public override async Task Connect(
        IAsyncStreamReader<BulkFromGateway> requestStream, IServerStreamWriter<BulkToGateway> responseStream, ServerCallContext context)
    {
        // 1. Who calls, and how far it is.
        var gateway = await callers.IdentifyAsync(context);
        var hello = await HelloAsync(requestStream, context.CancellationToken);
        using var connection = new BulkConnection(gateway, hello, clock, context.CancellationToken);
        using var holdRoom = new SemaphoreSlim(HoldsAtOnce);
        var batches = Channel.CreateBounded<RecordBatch>(BatchesAhead);
        var cancels = Channel.CreateBounded<BatchCancelOutcome>(CancelsAhead);

        // 2. Six parts that do not wait for one another, but for the gateway.
        gateways.Add(connection);
        try
        {
            // 3. The first to end ends all.
            await connection.RunAsync(
                context, options.Value.WritePatience, ReceiveAsync(requestStream, batches.Writer, cancels.Writer, holdRoom, connection), SendAsync(responseStream, connection),
                views.ServeAsync(connection), records.ServeAsync(connection, batches.Reader), batchDesk.ServeAsync(connection), batchDesk.SettleAsync(connection, cancels.Reader));
        }
        finally
        {
            for (var i = 0; i < HoldsAtOnce; i++)
                await holdRoom.WaitAsync(CancellationToken.None);
            gateways.Remove(connection);
        }
    }

    private static async Task<BulkHello> HelloAsync(IAsyncStreamReader<BulkFromGateway> stream, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(HelloPatience);
        return await stream.MoveNext(patience.Token) && stream.Current is { MessageCase: BulkFromGateway.MessageOneofCase.Hello, Hello: { SpoolId.Length: > 0 and <= 100 } hello }
            ? hello
            : throw new RpcException(new(StatusCode.InvalidArgument, "A bulk connection begins with a hello that names the spool."));
    }

    private async Task ReceiveAsync(
        IAsyncStreamReader<BulkFromGateway> stream, ChannelWriter<RecordBatch> batches, ChannelWriter<BatchCancelOutcome> cancels, SemaphoreSlim holdRoom,
        BulkConnection connection)
    {
        await foreach (var message in stream.ReadAllAsync(connection.Closing))
        {
            switch (message.MessageCase)
            {
                case BulkFromGateway.MessageOneofCase.Records:
                    await batches.WriteAsync(message.Records, connection.Closing);
                    break;
                case BulkFromGateway.MessageOneofCase.Hold:
                    await holdRoom.WaitAsync(connection.Closing);
                    _ = HoldAsync(connection, message.Hold, holdRoom);
                    break;
                case BulkFromGateway.MessageOneofCase.Abandoned:
                    await holds.AbandonAsync(connection, message.Abandoned);
                    break;
                case BulkFromGateway.MessageOneofCase.Faults:
                    await faults.TakeAsync(connection, message.Faults);
                    break;
                case BulkFromGateway.MessageOneofCase.Effects:
                    await effects.TakeAsync(connection, message.Effects);
                    break;
                case BulkFromGateway.MessageOneofCase.BatchCancelled:
                    // What finds no room is tried again.
                    cancels.TryWrite(message.BatchCancelled);
                    break;
                case BulkFromGateway.MessageOneofCase.TokenRefused:
                    await tokens.TakeAsync(connection, message.TokenRefused);
                    break;
            }
        }
    }

    private async Task HoldAsync(BulkConnection connection, HoldRequest request, SemaphoreSlim room)
    {
        try
        {
            await connection.SendAsync(new() { Accepted = await holds.HoldAsync(connection, request) });
        }
        catch (OperationCanceledException)
        {
            // The connection ended; the gateway asks again over the next.
        }
        finally
        {
            room.Release();
        }
    }

    private static async Task SendAsync(IServerStreamWriter<BulkToGateway> stream, BulkConnection connection)
    {
        await foreach (var message in connection.Outgoing.ReadAllAsync(connection.Closing))
            await stream.WriteAsync(message, CancellationToken.None);
    }
}
