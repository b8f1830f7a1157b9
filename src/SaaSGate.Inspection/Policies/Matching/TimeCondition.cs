namespace SaaSGate.Inspection.Policies.Matching;

/// <summary>When a rule looks: inside of hours, or outside of them.</summary>
/// <param name="Outside">Whether it looks outside of all windows.</param>
/// <param name="Windows">Hours of the week.</param>
/// <param name="Zone">Where these hours are told.</param>
/// <param name="Text">As the author wrote it.</param>
internal sealed record TimeCondition(bool Outside, IReadOnlyList<TimeWindow> Windows, TimeZoneInfo Zone, string Text)
{
    /// <summary>Whether it looks at this moment.</summary>
    public bool Holds(DateTimeOffset moment)
    {
        var local = TimeZoneInfo.ConvertTime(moment, Zone);
        var minute = (local.Hour * 60) + local.Minute;
        for (var i = 0; i < Windows.Count; i++)
            if (Windows[i].Contains(local.DayOfWeek, minute))
                return !Outside;
        return Outside;
    }
}
