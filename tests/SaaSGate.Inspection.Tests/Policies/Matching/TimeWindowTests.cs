using SaaSGate.Inspection.Policies.Matching;

namespace SaaSGate.Inspection.Tests.Policies.Matching;

public sealed class TimeWindowTests
{
    [Theory]
    [InlineData("mon-fri 08:00-18:00", DayOfWeek.Monday, "08:00", true)]
    [InlineData("mon-fri 08:00-18:00", DayOfWeek.Friday, "17:59", true)]
    [InlineData("mon-fri 08:00-18:00", DayOfWeek.Friday, "18:00", false)]
    [InlineData("mon-fri 08:00-18:00", DayOfWeek.Saturday, "12:00", false)]
    [InlineData("fri-mon", DayOfWeek.Sunday, "00:00", true)]
    [InlineData("fri-mon", DayOfWeek.Tuesday, "00:00", false)]
    [InlineData("Mon,Wed-Thu 00:00-24:00", DayOfWeek.Thursday, "23:59", true)]
    [InlineData("22:00-06:00", DayOfWeek.Monday, "05:59", true)]
    [InlineData("22:00-06:00", DayOfWeek.Monday, "06:00", false)]
    [InlineData("fri 22:00-06:00", DayOfWeek.Saturday, "05:00", true)]
    [InlineData("fri 22:00-06:00", DayOfWeek.Friday, "05:00", false)]
    [InlineData("sat 22:00-06:00", DayOfWeek.Sunday, "05:00", true)]
    public void Holds_hours_of_days(string text, DayOfWeek day, string time, bool holds)
    {
        Assert.True(TimeWindow.TryParse(text, out var window));
        var minute = (int)TimeOnly.Parse(time, System.Globalization.CultureInfo.InvariantCulture).ToTimeSpan().TotalMinutes;
        Assert.Equal(holds, window.Contains(day, minute));
    }

    [Theory]
    [InlineData("")]
    [InlineData("mon-")]
    [InlineData("monday")]
    [InlineData("08:00")]
    [InlineData("08:00-08:00")]
    [InlineData("08:00-25:00")]
    [InlineData("08:60-09:00")]
    [InlineData("24:00-01:00")]
    [InlineData("08:00-18:00 mon")]
    [InlineData("mon 08:00 - 18:00")]
    public void Refuses_what_is_no_time(string text) => Assert.False(TimeWindow.TryParse(text, out _));

    [Fact]
    public void Reads_the_clock_of_its_zone_through_the_change_of_summer_time()
    {
        Assert.True(TimeWindow.TryParse("08:00-18:00", out var window));
        var time = new TimeCondition(Outside: false, [window], TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), "");
        Assert.True(time.Holds(new DateTimeOffset(2026, 7, 1, 6, 0, 0, TimeSpan.Zero)));
        Assert.False(time.Holds(new DateTimeOffset(2026, 12, 1, 6, 0, 0, TimeSpan.Zero)));
        Assert.True(time.Holds(new DateTimeOffset(2026, 12, 1, 7, 0, 0, TimeSpan.Zero)));
    }
}
