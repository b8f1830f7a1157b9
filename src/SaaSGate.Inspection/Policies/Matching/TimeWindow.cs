using System.Globalization;

namespace SaaSGate.Inspection.Policies.Matching;

/// <summary>Hours of some days of the week: <c>mon-fri 08:00-18:00</c>. Hours that end before they begin end on the next day.</summary>
/// <param name="Days">A bit for each day, Sunday first.</param>
/// <param name="From">Minute of the day.</param>
/// <param name="To">Minute of the day at which it is over, up to 1440.</param>
internal readonly record struct TimeWindow(int Days, int From, int To)
{
    private const int DaysOfWeek = 7, EveryDay = (1 << DaysOfWeek) - 1, MinutesOfDay = 24 * 60;
    private static readonly string[] Names = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    /// <summary>Reads days, hours or both: <c>mon-fri 08:00-18:00</c>, <c>sat,sun</c>, <c>22:00-06:00</c>.</summary>
    public static bool TryParse(string text, out TimeWindow window)
    {
        window = default;
        var parts = text.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is 0 or > 2)
            return false;
        var (days, from, to) = (EveryDay, 0, MinutesOfDay);
        var hasDays = !char.IsAsciiDigit(parts[0][0]);
        if (hasDays && !TryReadDays(parts[0], out days))
            return false;
        if ((!hasDays || parts.Length == 2) && !TryReadHours(parts[^1], out from, out to))
            return false;
        if (!hasDays && parts.Length == 2)
            return false;
        window = new TimeWindow(days, from, to);
        return true;
    }

    /// <summary>Whether a moment of local time lies in it.</summary>
    public bool Contains(DayOfWeek day, int minute)
    {
        if (From < To)
            return IsOn((int)day) && minute >= From && minute < To;
        return (IsOn((int)day) && minute >= From) || (IsOn(((int)day + DaysOfWeek - 1) % DaysOfWeek) && minute < To);
    }

    private bool IsOn(int day) => (Days & (1 << day)) != 0;

    private static bool TryReadDays(string text, out int days)
    {
        days = 0;
        foreach (var part in text.Split(','))
        {
            var ends = part.Split('-');
            var (first, last) = (Array.IndexOf(Names, ends[0]), Array.IndexOf(Names, ends[^1]));
            if (ends.Length > 2 || first < 0 || last < 0)
                return false;
            for (var day = first; ; day = (day + 1) % DaysOfWeek)
            {
                days |= 1 << day;
                if (day == last)
                    break;
            }
        }
        return true;
    }

    private static bool TryReadHours(string text, out int from, out int to)
    {
        (from, to) = (0, 0);
        var ends = text.Split('-');
        return ends.Length == 2 && TryReadHour(ends[0], out from) && TryReadHour(ends[1], out to) && from != to && from < MinutesOfDay;
    }

    private static bool TryReadHour(string text, out int minute)
    {
        minute = 0;
        if (text.Length != 5 || text[2] != ':' || !int.TryParse(text.AsSpan(0, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var hour) || !int.TryParse(text.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out var minutes))
            return false;
        minute = (hour * 60) + minutes;
        return minutes < 60 && minute <= MinutesOfDay;
    }
}
