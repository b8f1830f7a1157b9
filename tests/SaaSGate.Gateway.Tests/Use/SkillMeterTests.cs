using Microsoft.Extensions.Time.Testing;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Use;
using SaaSGate.Inspection.Policies;
using Xunit;

namespace SaaSGate.Gateway.Tests.Use;

public sealed class SkillMeterTests
{
    private static readonly SkillLimits None = SkillLimits.None;

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 26, 22, 0, 0, TimeSpan.Zero));
    private readonly SkillMeter _meter;

    public SkillMeterTests() => _meter = new(_clock);

    [Fact]
    public void Refuses_more_requests_than_in_any_minute_and_says_when_the_next_may_come()
    {
        var limits = None with { RequestsPerMinute = 3 };
        for (var i = 0; i < 3; i++)
        {
            Assert.Null(_meter.TryEnter(limits, stream: false));
            _clock.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Equal(new LimitReached("requests_per_minute", TimeSpan.FromSeconds(30)), _meter.TryEnter(limits, stream: false));
        _clock.Advance(TimeSpan.FromSeconds(29));
        Assert.NotNull(_meter.TryEnter(limits, stream: false));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(_meter.TryEnter(limits, stream: false));
        Assert.NotNull(_meter.TryEnter(limits, stream: false));
    }

    [Fact]
    public void Counts_tokens_and_cost_as_answers_tell_them()
    {
        var limits = None with { TokensPerMinute = 1000, CostPerDay = 0.5m };
        Assert.Null(_meter.TryEnter(limits, stream: false));
        _meter.Leave(stream: false, tokens: 999, costMicros: 499_999);
        Assert.Null(_meter.TryEnter(limits, stream: false));
        _meter.Leave(stream: false, tokens: 1, costMicros: 0);
        Assert.Equal("tokens_per_minute", _meter.TryEnter(limits, stream: false)?.Name);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(_meter.TryEnter(limits, stream: false));
        _meter.Leave(stream: false, tokens: 0, costMicros: 1);
        Assert.Equal(new LimitReached("cost_per_day", TimeSpan.FromMinutes(119)), _meter.TryEnter(limits, stream: false));
    }

    [Fact]
    public void Counts_cost_of_any_minute()
    {
        var limits = None with { CostPerMinute = 0.01m };
        for (var i = 0; i < 2; i++)
        {
            Assert.Null(_meter.TryEnter(limits, stream: false));
            _meter.Leave(stream: false, tokens: 1, costMicros: 5_000);
            _clock.Advance(TimeSpan.FromSeconds(20));
        }

        Assert.Equal(new LimitReached("cost_per_minute", TimeSpan.FromSeconds(20)), _meter.TryEnter(limits, stream: false));
        _clock.Advance(TimeSpan.FromSeconds(19));
        Assert.NotNull(_meter.TryEnter(limits, stream: false));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(_meter.TryEnter(limits, stream: false));
    }

    [Fact]
    public void Begins_anew_at_midnight_UTC()
    {
        var limits = None with { RequestsPerDay = 1, TokensPerDay = 10 };
        Assert.Null(_meter.TryEnter(limits, stream: false));
        Assert.Equal(new LimitReached("requests_per_day", TimeSpan.FromHours(2)), _meter.TryEnter(limits, stream: false));
        _clock.Advance(TimeSpan.FromHours(2));
        Assert.Null(_meter.TryEnter(limits, stream: false));
        _meter.Leave(stream: false, tokens: 10, costMicros: 0);
        Assert.Equal("tokens_per_day", _meter.TryEnter(limits with { RequestsPerDay = null }, stream: false)?.Name);
    }

    [Fact]
    public void Lets_no_more_streams_run_at_once()
    {
        var limits = None with { ConcurrentStreams = 2 };
        Assert.Null(_meter.TryEnter(limits, stream: true));
        Assert.Null(_meter.TryEnter(limits, stream: true));
        Assert.Equal("concurrent_streams", _meter.TryEnter(limits, stream: true)?.Name);
        Assert.Null(_meter.TryEnter(limits, stream: false));
        _meter.Leave(stream: true, tokens: 0, costMicros: 0);
        Assert.Null(_meter.TryEnter(limits, stream: true));
    }

    [Fact]
    public void Takes_over_what_is_recorded_of_today_and_never_counts_less()
    {
        var limits = None with { RequestsPerDay = 10 };
        _meter.CarryOver(new SkillUse { Day = "2026-11-26", Requests = 9, Tokens = 5, CostMicros = 5 });
        Assert.Null(_meter.TryEnter(limits, stream: false));
        _meter.CarryOver(new SkillUse { Day = "2026-11-26", Requests = 9 });
        Assert.NotNull(_meter.TryEnter(limits, stream: false));
        _clock.Advance(TimeSpan.FromHours(2));
        _meter.CarryOver(new SkillUse { Day = "2026-11-26", Requests = 99 });
        Assert.Null(_meter.TryEnter(limits, stream: false));
    }

    [Fact]
    public void Stands_still_while_a_clock_that_was_set_back_catches_up()
    {
        var limits = None with { RequestsPerMinute = 1 };
        Assert.Null(_meter.TryEnter(limits, stream: false));
        _clock.AdjustTime(_clock.GetUtcNow().AddSeconds(-30));
        Assert.NotNull(_meter.TryEnter(limits, stream: false));
        _clock.Advance(TimeSpan.FromSeconds(90));
        Assert.Null(_meter.TryEnter(limits, stream: false));
    }

    [Fact]
    public void Counts_what_several_threads_bring()
    {
        var limits = None with { RequestsPerMinute = 500 };
        var passed = 0;
        Parallel.For(0, 1000, _ =>
        {
            if (_meter.TryEnter(limits, stream: false) is null)
                Interlocked.Increment(ref passed);
        });
        Assert.Equal(500, passed);
    }
}
