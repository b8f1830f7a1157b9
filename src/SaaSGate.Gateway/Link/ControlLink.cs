using Grpc.Core;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Holds;
using SaaSGate.Gateway.Leases;
using SaaSGate.Gateway.Spool;

namespace SaaSGate.Gateway.Link;

/// <summary>The control connection: renewals and consumptions out; grants, stops and decisions in.</summary>
internal sealed class ControlLink(
    LeaseKeeper leases,
    HoldDesk holds,
    ApprovalConsumer consumer,
    RecordSpool spool,
    Shipper shipper,
    LinkOutbox outbox,
    GatewayOptions options,
    TimeProvider clock)
{
    /// <summary>Runs one connection until it breaks.</summary>
    public async Task RunAsync(ChannelBase channel, CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        outbox.ClearControl();
        using var call = new RegionControl.RegionControlClient(channel).Connect(cancellationToken: ending.Token);
        var sending = SendAsync(call.RequestStream, ending.Token);
        var receiving = ReceiveAsync(call.ResponseStream, ending.Token);
        try
        {
            await LinkCall.UntilEndAsync(clock, receiving, sending);
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(receiving, sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReceiveAsync(IAsyncStreamReader<ControlToGateway> stream, CancellationToken cancellation)
    {
        await foreach (var message in stream.ReadAllAsync(cancellation))
            Receive(message);
    }

    private void Receive(ControlToGateway message)
    {
        switch (message.MessageCase)
        {
            case ControlToGateway.MessageOneofCase.Grant:
                leases.Apply(message.Grant);
                break;
            case ControlToGateway.MessageOneofCase.Stops:
                leases.Apply(message.Stops.Stops_);
                break;
            case ControlToGateway.MessageOneofCase.Decision:
                holds.Decided(message.Decision);
                break;
            case ControlToGateway.MessageOneofCase.Consumed:
                consumer.Answered(message.Consumed);
                break;
            case ControlToGateway.MessageOneofCase.SpoolLost:
                shipper.SpoolLost();
                break;
        }
    }

    private async Task SendAsync(IClientStreamWriter<ControlFromGateway> stream, CancellationToken cancellation)
    {
        using var renew = new PeriodicTimer(options.RenewInterval, clock);
        var due = Task.FromResult(true);
        var queued = outbox.Control.WaitToReadAsync(cancellation).AsTask();
        while (true)
        {
            if (due.IsCompleted)
            {
                await stream.WriteAsync(new ControlFromGateway { Renewal = Renewal() }, cancellation);
                due = renew.WaitForNextTickAsync(cancellation).AsTask();
            }
            while (outbox.Control.TryRead(out var message))
            {
                if (message.Consume is null || consumer.Waits(message.Consume))
                    await stream.WriteAsync(message, cancellation);
            }
            if (queued.IsCompleted)
                queued = outbox.Control.WaitToReadAsync(cancellation).AsTask();
            await await Task.WhenAny(due, queued);
        }
    }

    private LeaseRenewal Renewal()
    {
        var head = spool.Head;
        var renewal = leases.Begin();
        renewal.SpoolId = spool.SpoolId;
        renewal.SpoolSequence = head.Sequence;
        renewal.SpoolHash = Google.Protobuf.ByteString.CopyFrom(head.Hash.ToArray());
        return renewal;
    }
}
