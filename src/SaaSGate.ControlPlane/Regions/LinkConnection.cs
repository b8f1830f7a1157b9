using Grpc.Core;
using SaaSGate.Postgres.Regions;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>One of a gateway's connections, and how it ends.</summary>
internal abstract class LinkConnection : IDisposable
{
    private readonly CancellationTokenSource _closing;
    private int _reason;

    protected LinkConnection(GatewayIdentity gateway, CancellationToken callEnded)
    {
        Gateway = gateway;
        _closing = CancellationTokenSource.CreateLinkedTokenSource(callEnded);
        Closing = _closing.Token;
    }

    public GatewayIdentity Gateway { get; }

    /// <summary>Cancelled when the connection is to end, from whichever side.</summary>
    public CancellationToken Closing { get; }

    /// <summary>Ends the connection from this side. The first reason counts.</summary>
    public void Close(CloseReason reason)
    {
        Interlocked.CompareExchange(ref _reason, (int)reason, (int)CloseReason.GatewayLeft);
        try
        {
            _closing.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself.
        }
    }

    /// <summary>What the gateway is told when this side ended the connection; null when the gateway itself left.</summary>
    public RpcException? Farewell() => (CloseReason)_reason switch
    {
        CloseReason.Revoked => new(new(StatusCode.PermissionDenied, "This gateway was revoked. Join again with a new token.")),
        CloseReason.Replaced => new(new(StatusCode.Aborted, "A newer connection of this gateway took over.")),
        CloseReason.TooSlow => new(new(StatusCode.ResourceExhausted, "The gateway does not read as fast as the control plane must tell it things. Connect again.")),
        CloseReason.Stopping => new(new(StatusCode.Unavailable, "This control plane process is stopping. Connect to another.")),
        _ => null,
    };

    public void Dispose()
    {
        _closing.Dispose();
        GC.SuppressFinalize(this);
    }
}
