using System.Threading.Channels;
using Grpc.Core;
using SaaSGate.TestKit;

namespace SaaSGate.ControlPlane.Tests.Regions;

/// <summary>One call of the region link: what comes is kept until a test asks for it.</summary>
public abstract class TestStream<TOut, TIn> : IDisposable
{
    private readonly AsyncDuplexStreamingCall<TOut, TIn> _call;
    private readonly Channel<TIn> _received = Channel.CreateUnbounded<TIn>();
    private readonly List<TIn> _passed = [];

    protected TestStream(AsyncDuplexStreamingCall<TOut, TIn> call)
    {
        _call = call;
        _ = ReceiveAsync();
    }

    public Task SendAsync(TOut message) => _call.RequestStream.WriteAsync(message, Bounded.Cancellation);

    /// <summary>The next message that fits, in the order of arrival; those before it are passed over.</summary>
    public async Task<TIn> NextAsync(Func<TIn, bool> fits)
    {
        var cancellation = Bounded.Cancellation;
        while (true)
        {
            var message = await _received.Reader.ReadAsync(cancellation);
            if (fits(message))
                return message;
            _passed.Add(message);
        }
    }

    /// <summary>Messages that were passed over.</summary>
    public IReadOnlyList<TIn> Passed => _passed;

    /// <summary>Waits for the end of the call, and returns what it was told.</summary>
    public async Task<RpcException> EndAsync()
    {
        var cancellation = Bounded.Cancellation;
        try
        {
            while (true)
                _passed.Add(await _received.Reader.ReadAsync(cancellation));
        }
        catch (ChannelClosedException closed)
        {
            return closed.InnerException as RpcException ?? throw new InvalidOperationException("The call ended without an error.", closed);
        }
    }

    public void Dispose()
    {
        _call.Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task ReceiveAsync()
    {
        try
        {
            await foreach (var message in _call.ResponseStream.ReadAllAsync())
                _received.Writer.TryWrite(message);
            _received.Writer.TryComplete();
        }
        catch (Exception ended)
        {
            _received.Writer.TryComplete(ended);
        }
    }
}
