using SaaSGate.Postgres.Approvals;

namespace SaaSGate.ControlPlane.Approvals;

/// <summary>Who is on call: a pure function of a schedule and a time.</summary>
internal static class OnCall
{
    private const int Days = 7;

    /// <summary>Who is on call, and until when nobody else is; null before the schedule begins, or where nobody takes turns.</summary>
    public static OnCallShift? At(OnCallSchedule schedule, DateTimeOffset now)
    {
        var turn = Turn(schedule, now);
        for (var i = schedule.Overrides.Count - 1; i >= 0; i--)
        {
            var one = schedule.Overrides[i];
            if (one.From <= now && now < one.Until)
                return new(one.UserId, one.From, Earliest(schedule, now, one.Until, i), IsOverride: true);
        }

        return turn is { } shift ? shift with { Until = Earliest(schedule, now, shift.Until, -1) } : null;
    }

    /// <summary>Shifts from a time on, one after the other.</summary>
    public static IEnumerable<OnCallShift> From(OnCallSchedule schedule, DateTimeOffset now, int most)
    {
        var at = now;
        for (var i = 0; i < most; i++)
        {
            var shift = At(schedule, at) ?? (Next(schedule, at) is { } next ? At(schedule, next) : null);
            if (shift is null || shift.Until <= at)
                yield break;
            yield return shift;
            at = shift.Until;
        }
    }

    /// <summary>The first instant of a local time; one that a change of clocks leaves out is as much later as the clocks went forward.</summary>
    public static DateTimeOffset Instant(TimeZoneInfo zone, DateTime local)
    {
        if (zone.IsInvalidTime(local))
            local += zone.GetUtcOffset(local.AddDays(1)) - zone.GetUtcOffset(local.AddDays(-1));
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    /// <summary>The person whose week it is, without overrides.</summary>
    private static OnCallShift? Turn(OnCallSchedule schedule, DateTimeOffset now)
    {
        if (schedule.People.Count == 0)
            return null;
        var zone = TimeZoneInfo.FindSystemTimeZoneById(schedule.Zone);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        var week = (int)Math.Floor((today.DayNumber - schedule.StartsOn.DayNumber) / (double)Days);
        // On the day of a handover it may not have come yet.
        if (Handover(schedule, zone, week) > now)
            week--;
        return week < 0 ? null : new(schedule.People[week % schedule.People.Count], Handover(schedule, zone, week), Handover(schedule, zone, week + 1), IsOverride: false);
    }

    private static DateTimeOffset Handover(OnCallSchedule schedule, TimeZoneInfo zone, int week) =>
        Instant(zone, schedule.StartsOn.AddDays(week * Days).ToDateTime(schedule.Handover));

    /// <summary>The end, or an override that begins before it and counts for more.</summary>
    private static DateTimeOffset Earliest(OnCallSchedule schedule, DateTimeOffset now, DateTimeOffset end, int above) =>
        schedule.Overrides.Skip(above + 1).Where(one => one.From > now && one.From < one.Until).Select(one => one.From).Append(end).Min();

    private static DateTimeOffset? Next(OnCallSchedule schedule, DateTimeOffset now)
    {
        var starts = schedule.Overrides.Select(one => one.From);
        if (schedule.People.Count > 0)
            starts = starts.Append(Handover(schedule, TimeZoneInfo.FindSystemTimeZoneById(schedule.Zone), 0));
        return starts.Where(start => start > now).Select(start => (DateTimeOffset?)start).Min();
    }
}
