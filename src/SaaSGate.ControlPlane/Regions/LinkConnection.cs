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

    /// <summary>Names this one connection.</summary>
    public string Id { get; } = Guid.NewGuid().ToString("n");

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

    /// <summary>Waits until one of the connection's parts ends, and ends the others. No part waits for anything but <see cref="Closing"/> and the network.</summary>
    /// <param name="context">The call.</param>
    /// <param name="writePatience">How long a write that has begun may go on after that.</param>
    /// <param name="parts">What runs over the connection.</param>
    /// <exception cref="RpcException">What the gateway is told.</exception>
    public async Task RunAsync(ServerCallContext context, TimeSpan writePatience, params Task[] parts)
    {
        try
        {
            await await Task.WhenAny(parts);
        }
        catch (Exception left) when (Closing.IsCancellationRequested || left is IOException or OperationCanceledException)
        {
            // Said below, if it was our doing.
        }
        finally
        {
            Close(CloseReason.GatewayLeft);

            // A write that has begun may go on for ever when the gateway does not read. (It takes no token: cancelling one aborts the
            // whole call, and the gateway would not hear why.)
            var ended = Task.WhenAll(parts);
            if (await Task.WhenAny(ended, Task.Delay(writePatience, CancellationToken.None)) != ended)
                context.GetHttpContext().Abort();
            await ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (Farewell() is { } farewell)
            throw farewell;
    }

    /// <summary>What the gateway is told when this side ended the connection; null when the gateway itself left.</summary>
    private RpcException? Farewell() => (CloseReason)_reason switch
    {
        CloseReason.Revoked => new(new(StatusCode.PermissionDenied, "This gateway was revoked. Join again with a new token.")),
        CloseReason.Replaced => new(new(StatusCode.Aborted, "A newer connection of this gateway took over.")),
        CloseReason.TooSlow => new(new(StatusCode.ResourceExhausted, "The gateway does not read as fast as the control plane must tell it things. Connect again.")),
        CloseReason.Ahead => new(new(StatusCode.OutOfRange, "The logs end before what this gateway has seen of them. Forget stops and view, and begin anew.")),
        CloseReason.Stopping => new(new(StatusCode.Unavailable, "This control plane process is stopping. Connect to another.")),
        _ => null,
    };

    public void Dispose()
    {
        _closing.Dispose();
        GC.SuppressFinalize(this);
    }
}
