using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Batches;
using SaaSGate.Gateway.Forwarding;
using SaaSGate.Gateway.Link;
using SaaSGate.Gateway.Tests.Support;
using SaaSGate.Gateway.View;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Gateway.Tests.Batches;

public sealed class BatchCancellerTests
{
    private static CancellationToken Cancellation => Bounded.Cancellation;

    /// <summary>A timer that has begun is not waited for where it is disposed: it may still run behind that, on a thread where nothing catches what it throws.</summary>
    [Fact]
    public async Task Patience_that_ends_behind_the_answer_ends_nothing_else()
    {
        await using var rig = await GatewayRig.StartAsync();
        var (services, clock, outbox) = (rig.Gateway.Services, new LateTimers(), new LinkOutbox());
        var canceller = new BatchCanceller(
            services.GetRequiredService<GatewayView>(), services.GetRequiredService<UpstreamClient>(), outbox, services.GetRequiredService<GatewayOptions>(), clock, NullLogger<BatchCanceller>.Instance);
        var asked = new BatchToCancel { OrganisationId = rig.Tenant.OrganisationId, ConnectionId = rig.Tenant.ConnectionId, BatchId = "msgbatch_01Unknown", ExchangeId = "exc_a" };
        canceller.Begin(new CancelBatches { Batches = { asked } }, Cancellation);
        Assert.Equal("gone", (await outbox.Bulk.ReadAsync(Cancellation)).BatchCancelled.State);
        Assert.NotEmpty(clock.Due);
        foreach (var elapse in clock.Due)
            elapse();
    }

    /// <summary>Timers that elapse when a test says so, disposed or not.</summary>
    private sealed class LateTimers : TimeProvider
    {
        public ConcurrentQueue<Action> Due { get; } = new();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Due.Enqueue(() => callback(state));
            return base.CreateTimer(static _ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
