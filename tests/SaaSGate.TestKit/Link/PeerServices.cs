using Google.Protobuf;
using Grpc.Core;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.TestKit.Link;

internal sealed class PeerJoin(LinkPeer peer) : RegionJoin.RegionJoinBase
{
    public override Task<JoinReply> Join(JoinRequest request, ServerCallContext context)
    {
        peer.SealingKey = request.SealingKey.ToByteArray();
        return Task.FromResult(new JoinReply
        {
            GatewayId = Id<Contracts.Ids.Gateway>.New(TimeProvider.System).Value,
            RegionId = Id<Region>.New(TimeProvider.System).Value,
            Certificate = ByteString.CopyFrom(peer.Authority.IssueClient(request.CertificateRequest.ToByteArray())),
            Authority = ByteString.CopyFrom(peer.Authority.Certificate.RawData),
        });
    }
}

internal sealed class PeerControl(LinkPeer peer) : RegionControl.RegionControlBase
{
    public override async Task Connect(IAsyncStreamReader<ControlFromGateway> requestStream, IServerStreamWriter<ControlToGateway> responseStream, ServerCallContext context)
    {
        var outgoing = peer.Lines.OpenControl();
        foreach (var decision in peer.Decisions)
            peer.Lines.SendControl(decision);
        var receiving = ReceiveAsync(requestStream, context.CancellationToken);
        await foreach (var message in outgoing.ReadAllAsync(context.CancellationToken))
            await responseStream.WriteAsync(message, context.CancellationToken);
        _ = receiving;
    }

    private async Task ReceiveAsync(IAsyncStreamReader<ControlFromGateway> stream, CancellationToken cancellation)
    {
        await foreach (var message in stream.ReadAllAsync(cancellation))
        {
            if (message.Renewal is { } renewal)
            {
                peer.Renewals.Add(renewal);
                if (renewal.StopPosition > peer.StopPosition || renewal.ViewPosition > peer.ViewPosition)
                    peer.Lines.EndControl(new RpcException(new(StatusCode.OutOfRange, "Begin anew.")));
                else if (peer.MissesSpool)
                    peer.Lines.SendControl(new ControlToGateway { SpoolLost = new() });
                else if (peer.GrantsLeases)
                    peer.Lines.SendControl(new ControlToGateway { Grant = Grant(renewal) });
            }
            else if (message.KeyWanted is { } wanted)
            {
                peer.KeysWanted.Add(wanted);
            }
            else if (message.Consume is { } consume)
            {
                peer.Consumptions.Add(consume);
                peer.Lines.SendControl(new ControlToGateway
                {
                    Consumed = new ConsumeResult { Attempt = consume.Attempt, Granted = peer.Consumes(consume), State = ApprovalState.Consumed },
                });
            }
        }
    }

    private LeaseGrant Grant(LeaseRenewal renewal)
    {
        var (position, stops) = peer.StopsAfter(renewal.StopPosition);
        var grant = new LeaseGrant
        {
            Number = renewal.Number,
            StopPosition = position,
            ViewPosition = peer.ViewPosition,
            LeaseMilliseconds = peer.LeaseMilliseconds,
            At = peer.Time is { } time ? UnixMicroseconds.Of(time()) : 0,
        };
        grant.Stops.AddRange(stops);
        return grant;
    }
}

internal sealed class PeerBulk(LinkPeer peer) : RegionBulk.RegionBulkBase
{
    public override async Task Connect(IAsyncStreamReader<BulkFromGateway> requestStream, IServerStreamWriter<BulkToGateway> responseStream, ServerCallContext context)
    {
        var outgoing = peer.Lines.OpenBulk();
        var receiving = ReceiveAsync(requestStream, context.CancellationToken);
        await foreach (var message in outgoing.ReadAllAsync(context.CancellationToken))
            await responseStream.WriteAsync(message, context.CancellationToken);
        _ = receiving;
    }

    private async Task ReceiveAsync(IAsyncStreamReader<BulkFromGateway> stream, CancellationToken cancellation)
    {
        await foreach (var message in stream.ReadAllAsync(cancellation))
        {
            switch (message.MessageCase)
            {
                case BulkFromGateway.MessageOneofCase.Hello:
                    peer.Hellos.Add(message.Hello);
                    peer.Lines.SendBulk([.. peer.Snapshots(), new() { Acknowledged = new() { Sequence = peer.Acknowledged } }]);
                    if (peer.ReadsOn is { } readsOn)
                        await readsOn.WaitAsync(cancellation);
                    break;
                case BulkFromGateway.MessageOneofCase.Records:
                    Take(message.Records);
                    break;
                case BulkFromGateway.MessageOneofCase.Effects:
                    foreach (var effect in message.Effects.Effects)
                        peer.Effects.Add(effect);
                    break;
                case BulkFromGateway.MessageOneofCase.BatchCancelled:
                    peer.BatchesCancelled.Add(message.BatchCancelled);
                    break;
                case BulkFromGateway.MessageOneofCase.Abandoned:
                    peer.Abandoned.Add(message.Abandoned);
                    break;
                case BulkFromGateway.MessageOneofCase.TokenRefused:
                    peer.TokensRefused.Add(message.TokenRefused);
                    break;
                case BulkFromGateway.MessageOneofCase.Hold:
                    var (approval, state) = peer.Accepts(message.Hold);
                    var accepted = new HoldAccepted
                    {
                        ExchangeId = message.Hold.ExchangeId,
                        ApprovalId = approval,
                        State = state,
                        Refusal = peer.Refuses(message.Hold) ?? "",
                        Change = peer.Changes(message.Hold),
                        Proposed = message.Hold.ApprovalId,
                    };
                    // Before the gateway acts on it: whoever has the gateway's answer finds the hold here.
                    peer.Holds.Add(message.Hold);
                    peer.Lines.SendBulk(new BulkToGateway { Accepted = accepted });
                    break;
            }
        }
    }

    private void Take(RecordBatch batch)
    {
        if (!peer.Discards)
        {
            foreach (var record in batch.Records)
                peer.Records.Add(RecordFrame.Parser.ParseFrom(record));
        }
        if (peer.Acknowledges)
        {
            peer.Acknowledged = Math.Max(peer.Acknowledged, batch.FirstSequence + (ulong)batch.Records.Count - 1);
            peer.Lines.SendBulk(new BulkToGateway { Acknowledged = new RecordsAcknowledged { Sequence = peer.Acknowledged } });
        }
    }
}
