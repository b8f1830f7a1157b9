using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Exports;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Exports;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Exports;

public sealed class ExportPumpTests(Database database) : IClassFixture<Database>
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(2);

    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_receiver_that_never_answers_holds_up_nobody_else()
    {
        await database.ResetAsync(Cancel);
        var exports = new ExportStore(database.Tenants, database.Platform, _clock);
        var (silent, other) = (await AddAsync(exports), await AddAsync(exports));
        var grains = DispatchProxy.Create<IGrainFactory, Receivers>();
        var receivers = (Receivers)grains;
        var never = receivers.Silent[silent] = new();
        using var pump = new ExportPump(exports, grains, _clock, NullLogger<ExportPump>.Instance);
        await pump.StartAsync(Cancel);
        await TickUntilAsync(() => receivers.CallsOf(other) >= 3);
        Assert.Equal(1, receivers.CallsOf(silent));

        // Stopping waits for what is under way.
        var stopping = pump.StopAsync(CancellationToken.None);
        Assert.False(stopping.IsCompleted);
        never.SetResult();
        await stopping.WaitAsync(Bounded.Cancellation);
        Assert.Equal(1, receivers.CallsOf(silent));
    }

    [Fact]
    public async Task The_receivers_of_one_organisation_leave_room_for_others_and_take_turns()
    {
        await database.ResetAsync(Cancel);
        var exports = new ExportStore(database.Tenants, database.Platform, _clock);
        var many = await TestTenant.AddAsync(database);
        List<string> silent = [];
        for (var i = 0; i < 9; i++)
            silent.Add(await AddAsync(exports, many));
        var other = await AddAsync(exports);
        var grains = DispatchProxy.Create<IGrainFactory, Receivers>();
        var receivers = (Receivers)grains;
        foreach (var key in silent)
            receivers.Silent[key] = new();
        using var pump = new ExportPump(exports, grains, _clock, NullLogger<ExportPump>.Instance);
        await pump.StartAsync(Cancel);
        await TickUntilAsync(() => receivers.CallsOf(other) >= 2);
        var waits = Assert.Single(silent, key => receivers.CallsOf(key) == 0);

        // The one that is done comes after the one that waits.
        receivers.Silent[silent.First(key => key != waits)].SetResult();
        await TickUntilAsync(() => receivers.CallsOf(waits) == 1);
        foreach (var key in silent)
            receivers.Silent[key].TrySetResult();
        await pump.StopAsync(CancellationToken.None);
    }

    private async Task<string> AddAsync(ExportStore exports, TestTenant? tenant = null)
    {
        tenant ??= await TestTenant.AddAsync(database);
        var id = Id<ExportSink>.New(TimeProvider.System);
        Assert.True(await exports.CreateAsync(tenant.Organisation, new(id, id.Value, "webhook", "events", "https://siem.test/", null, null), Actor.System, Cancel));
        return GrainKeys.Of(tenant.Organisation.Value, id.Value);
    }

    private Task TickUntilAsync(Func<bool> condition) => Bounded.UntilAsync(() =>
    {
        _clock.Advance(Tick);
        return condition();
    });

    /// <summary>The grains of receivers: what is called is counted, and some never answer. (Made by proxy: a class would be a grain of the silos of other tests.)</summary>
    public class Receivers : DispatchProxy
    {
        private readonly ConcurrentDictionary<string, int> _calls = new();

        public ConcurrentDictionary<string, TaskCompletionSource> Silent { get; } = new();

        public int CallsOf(string key) => _calls.GetValueOrDefault(key);

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            var grain = Create<IExportGrain, Receiver>();
            ((Receiver)grain).Drain = () => Drain((string)args![0]!);
            return grain;
        }

        private Task Drain(string key)
        {
            _calls.AddOrUpdate(key, 1, (_, calls) => calls + 1);
            return Silent.TryGetValue(key, out var never) ? never.Task : Task.CompletedTask;
        }
    }

    /// <summary>One of them.</summary>
    public class Receiver : DispatchProxy
    {
        public Func<Task>? Drain { get; set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Drain!();
    }
}
