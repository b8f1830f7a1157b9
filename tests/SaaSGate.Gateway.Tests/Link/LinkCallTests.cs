using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using SaaSGate.Gateway.Link;
using Xunit;

namespace SaaSGate.Gateway.Tests.Link;

public sealed class LinkCallTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task Ends_when_nothing_can_be_sent_although_something_could_still_be_read()
    {
        var ended = LinkCall.UntilEndAsync(_clock, new TaskCompletionSource().Task, new TaskCompletionSource().Task, Task.FromException(new IOException("gone")));
        Assert.False(ended.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<IOException>(() => ended);
    }

    [Fact]
    public async Task Tells_what_the_other_end_said_also_when_sending_notices_first()
    {
        var receiving = new TaskCompletionSource();
        var ended = LinkCall.UntilEndAsync(_clock, receiving.Task, Task.FromException(new InvalidOperationException("The call is complete.")));
        receiving.SetException(new RpcException(new(StatusCode.OutOfRange, "Begin anew.")));
        Assert.Equal(StatusCode.OutOfRange, (await Assert.ThrowsAsync<RpcException>(() => ended)).StatusCode);
    }
}
