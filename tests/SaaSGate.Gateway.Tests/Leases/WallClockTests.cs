using Microsoft.Extensions.Logging.Abstractions;
using SaaSGate.Gateway.Leases;
using Xunit;

namespace SaaSGate.Gateway.Tests.Leases;

public sealed class WallClockTests
{
    private static readonly DateTimeOffset s_start = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);
    private readonly Clock _clock = new() { Now = s_start };
    private readonly WallClock _wall;

    public WallClockTests() => _wall = new(new(), _clock, NullLogger<WallClock>.Instance);

    [Fact]
    public void Is_right_as_long_as_nothing_is_known()
    {
        _clock.Now -= TimeSpan.FromDays(400);
        Assert.True(_wall.IsRight);
    }

    [Theory]
    [InlineData(59, true)]
    [InlineData(61, false)]
    [InlineData(-59, true)]
    [InlineData(-61, false)]
    public void May_be_a_minute_off(int seconds, bool right)
    {
        _wall.Told(_clock.Timestamp, s_start + TimeSpan.FromSeconds(seconds));
        Assert.Equal(right, _wall.IsRight);
    }

    [Fact]
    public void Sees_a_step_between_two_grants_and_time_that_only_went_on()
    {
        _wall.Told(_clock.Timestamp, s_start);
        _clock.Pass(TimeSpan.FromHours(3));
        Assert.True(_wall.IsRight);
        _clock.Now -= TimeSpan.FromMinutes(2);
        Assert.False(_wall.IsRight);
        _clock.Now += TimeSpan.FromMinutes(2);
        Assert.True(_wall.IsRight);
    }

    [Fact]
    public void Takes_nothing_from_an_answer_that_was_long_under_way()
    {
        var asked = _clock.Timestamp;
        _clock.Pass(TimeSpan.FromSeconds(6));
        _wall.Told(asked, s_start - TimeSpan.FromHours(1));
        Assert.True(_wall.IsRight);
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public long Timestamp { get; private set; } = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => Timestamp;

        public void Pass(TimeSpan time) => (Now, Timestamp) = (Now + time, Timestamp + time.Ticks);
    }
}
