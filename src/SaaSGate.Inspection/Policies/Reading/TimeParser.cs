using SaaSGate.Inspection.Policies.Matching;

namespace SaaSGate.Inspection.Policies.Reading;

/// <summary>Reads when a rule looks.</summary>
internal static class TimeParser
{
    private const int MaxWindows = 20, LongestWindow = 60;
    private const string Example = "'mon-fri 08:00-18:00'";

    public static TimeCondition? Read(YamlObject when)
    {
        if (when.Object("time") is not { } time)
            return null;
        var outside = time.Has("outside");
        var key = outside ? "outside" : "within";
        if (outside == time.Has("within"))
            when.Refuse("time", $"'time' takes 'outside' or 'within', and not both. Write 'time: {{ outside: {Example}, zone: Europe/Berlin }}'.");
        var windows = new List<TimeWindow>();
        var texts = time.TextOrWords(key, MaxWindows, LongestWindow);
        foreach (var text in texts)
            if (TimeWindow.TryParse(text, out var window))
                windows.Add(window);
            else
                time.Refuse(key, $"'{text}' is no time of the week. Write days, hours or both: {Example}, 'sat,sun' or '22:00-06:00'.");
        var zone = ReadZone(time);
        time.Know("outside", "within");
        time.RefuseRest();
        return windows.Count == 0 ? null : new TimeCondition(outside, windows, zone, $"{key} {string.Join(", ", texts)}");
    }

    private static TimeZoneInfo ReadZone(YamlObject time)
    {
        if (time.Text("zone") is not { } id)
            return TimeZoneInfo.Utc;
        if (TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) && (zone.HasIanaId || id == "UTC"))
            return zone;
        time.Refuse("zone", $"'{id}' is no time zone. Write its name as in Europe/Berlin, America/New_York or UTC.");
        return TimeZoneInfo.Utc;
    }
}
