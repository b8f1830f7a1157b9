using SaaSGate.ControlPlane.Approvals;
using SaaSGate.Postgres.Approvals;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Approvals;

public sealed class OnCallTests
{
    private static readonly OnCallSchedule Three = new("Europe/Berlin", new(2026, 11, 2), new(9, 0), ["ann", "bob", "cem"], []);

    [Theory]
    [InlineData("2026-11-02T07:59:59Z", null)]
    [InlineData("2026-11-02T08:00:00Z", "ann")]
    [InlineData("2026-11-09T07:59:59Z", "ann")]
    [InlineData("2026-11-09T08:00:00Z", "bob")]
    [InlineData("2026-11-16T08:00:00Z", "cem")]
    [InlineData("2026-11-23T08:00:00Z", "ann")]
    [InlineData("2027-11-01T08:00:00Z", "bob")]
    public void Each_has_a_week_in_turn(string at, string? expected) => Assert.Equal(expected, OnCall.At(Three, At(at))?.UserId);

    [Fact]
    public void Handovers_keep_their_local_time_when_the_clocks_change()
    {
        // Berlin leaves summer time on 25 October 2026 and enters it on 28 March 2027.
        var autumn = Three with { StartsOn = new(2026, 10, 19) };
        Assert.Equal((At("2026-10-19T07:00:00Z"), At("2026-10-26T08:00:00Z")), (OnCall.At(autumn, At("2026-10-20T00:00:00Z"))!.From, OnCall.At(autumn, At("2026-10-20T00:00:00Z"))!.Until));

        // A handover at 02:30 does not come on the day on which the clocks go forward: it is an hour later.
        var night = Three with { StartsOn = new(2027, 3, 21), Handover = new(2, 30) };
        Assert.Equal(At("2027-03-28T01:30:00Z"), OnCall.At(night, At("2027-03-22T00:00:00Z"))!.Until);

        // Where a local time comes twice, the first one counts.
        var twice = Three with { StartsOn = new(2026, 10, 18), Handover = new(2, 30) };
        Assert.Equal(At("2026-10-25T00:30:00Z"), OnCall.At(twice, At("2026-10-20T00:00:00Z"))!.Until);
    }

    [Fact]
    public void Somebody_stands_in_and_the_last_override_counts()
    {
        var schedule = Three with { Overrides = [new(At("2026-11-03T00:00:00Z"), At("2026-11-05T00:00:00Z"), "dan"), new(At("2026-11-04T00:00:00Z"), At("2026-11-04T12:00:00Z"), "eve")] };
        Assert.Equal(
            [("ann", At("2026-11-03T00:00:00Z")), ("dan", At("2026-11-04T00:00:00Z")), ("eve", At("2026-11-04T12:00:00Z")), ("dan", At("2026-11-05T00:00:00Z")), ("ann", At("2026-11-09T08:00:00Z"))],
            OnCall.From(schedule, At("2026-11-02T09:00:00Z"), 5).Select(shift => (shift.UserId, shift.Until)));
        Assert.True(OnCall.At(schedule, At("2026-11-04T01:00:00Z"))!.IsOverride);
    }

    [Fact]
    public void Nobody_takes_turns_and_still_somebody_can_stand_in()
    {
        var schedule = Three with { People = [], Overrides = [new(At("2026-11-03T00:00:00Z"), At("2026-11-05T00:00:00Z"), "dan")] };
        Assert.Null(OnCall.At(schedule, At("2026-11-02T09:00:00Z")));
        Assert.Equal(["dan"], OnCall.From(schedule, At("2026-11-02T09:00:00Z"), 3).Select(shift => shift.UserId));
        Assert.Empty(OnCall.From(schedule, At("2026-11-06T00:00:00Z"), 3));
    }

    [Fact]
    public void Every_instant_from_the_beginning_on_belongs_to_one_person()
    {
        var shifts = OnCall.From(Three, At("2026-11-02T08:00:00Z"), 200).ToList();
        Assert.Equal(200, shifts.Count);
        Assert.All(shifts.Zip(shifts.Skip(1)), pair => Assert.Equal(pair.First.Until, pair.Second.From));
        Assert.All(shifts, shift => Assert.InRange((shift.Until - shift.From).TotalHours, 167, 169));
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
