using Google.Protobuf;
using Grpc.Core;
using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.ControlPlane.Tests.Regions;

/// <summary>A gateway's bulk connection.</summary>
public sealed class TestBulk(AsyncDuplexStreamingCall<BulkFromGateway, BulkToGateway> call) : TestStream<BulkFromGateway, BulkToGateway>(call)
{
    public async Task ShipAsync(ulong first, params RecordFrame[] records) =>
        await SendAsync(new() { Records = new() { FirstSequence = first, Records = { records.Select(record => record.ToByteString()) } } });

    public async Task AcknowledgedAsync(ulong sequence) => await NextAsync(message => message.Acknowledged?.Sequence == sequence);
}
