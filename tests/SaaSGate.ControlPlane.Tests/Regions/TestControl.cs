using Grpc.Core;
using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.ControlPlane.Tests.Regions;

/// <summary>A gateway's control connection.</summary>
public sealed class TestControl(AsyncDuplexStreamingCall<ControlFromGateway, ControlToGateway> call) : TestStream<ControlFromGateway, ControlToGateway>(call)
{
    private ulong _number;

    /// <summary>Renews, and waits for the grant with this number. Stops that came before it in messages of their own stay readable.</summary>
    public async Task<LeaseGrant> RenewAsync(ulong stopPosition = 0, ulong viewPosition = 0, ulong spoolSequence = 0, string spool = "")
    {
        var number = await AskAsync(stopPosition, viewPosition, spoolSequence, spool);
        return (await NextAsync(message => message.Grant?.Number == number)).Grant;
    }

    /// <summary>Renews, and is refused since the spool went back.</summary>
    public async Task AskInVainAsync(ulong spoolSequence, string spool = "", byte hash = 0)
    {
        var granted = Passed.Count(message => message.Grant is not null);
        await AskAsync(0, 0, spoolSequence, spool, hash);
        await NextAsync(message => message.SpoolLost is not null);
        Xunit.Assert.Equal(granted, Passed.Count(message => message.Grant is not null));
    }

    /// <summary>Renews without waiting.</summary>
    public async Task<ulong> AskAsync(ulong stopPosition = 0, ulong viewPosition = 0, ulong spoolSequence = 0, string spool = "", byte hash = 0)
    {
        await SendAsync(new()
        {
            Renewal = new()
            {
                Number = ++_number,
                StopPosition = stopPosition,
                ViewPosition = viewPosition,
                SpoolSequence = spoolSequence,
                SpoolHash = Google.Protobuf.ByteString.CopyFrom((byte)spoolSequence, hash),
                SpoolId = spool,
            },
        });
        return _number;
    }
}
