using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Live;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Live;

public sealed class PortalConnectionTests
{
    private static readonly Caller Someone = new(DemoOrganisations.Acme, "usr_1", "Someone", null, [], "s", null);

    [Fact]
    public async Task A_client_that_lags_is_told_once_to_resynchronise_and_then_hears_on()
    {
        var client = new SlowClient();
        var connection = new PortalConnection(Someone, "stamp", client, () => { });
        var pump = connection.PumpAsync(Bounded.Cancellation);
        Post(connection, 1);
        await client.Stuck.Task.WaitAsync(Bounded.Cancellation);
        for (var position = 2; position <= 1000; position++)
            Post(connection, position);
        client.Proceed.Release(1000);
        await client.Resynchronised.Task.WaitAsync(Bounded.Cancellation);
        Post(connection, 1001);
        connection.Close();
        await pump;

        Assert.Equal(1000, Assert.Single(client.Resyncs));
        Assert.Equal(1001, client.Heard[^1]);
        Assert.True(client.Heard.Count < 1000);
    }

    private static void Post(PortalConnection connection, long position) =>
        connection.Post(position, client => client.FeedAdvanced(new(position, "SkillChanged", "skl_1", default)));

    private sealed class SlowClient : IPortalClient
    {
        public SemaphoreSlim Proceed { get; } = new(0);

        public TaskCompletionSource Stuck { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Resynchronised { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<long> Heard { get; } = [];

        public List<long> Resyncs { get; } = [];

        public async Task FeedAdvanced(IPortalClient.FeedNotice notice)
        {
            Stuck.TrySetResult();
            await Proceed.WaitAsync(Bounded.Cancellation);
            Heard.Add(notice.Position);
        }

        public Task ExchangeAdvanced(IPortalClient.ExchangeNotice notice) => Task.CompletedTask;

        public Task ApprovalViewersChanged(IPortalClient.ViewersNotice notice) => Task.CompletedTask;

        public Task Resync(IPortalClient.ResyncNotice notice)
        {
            Resyncs.Add(notice.Position);
            Resynchronised.TrySetResult();
            return Task.CompletedTask;
        }
    }
}
