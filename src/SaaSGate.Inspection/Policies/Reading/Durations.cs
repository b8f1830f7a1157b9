using System.Globalization;

namespace SaaSGate.Inspection.Policies.Reading;

/// <summary>Durations as documents write them: a number and s, m or h.</summary>
internal static class Durations
{
    /// <summary>Reads <c>90s</c>, <c>5m</c>, <c>24h</c>.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (text.Length is < 2 or > 7 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return false;
        duration = text[^1] switch
        {
            's' => TimeSpan.FromSeconds(number),
            'm' => TimeSpan.FromMinutes(number),
            'h' => TimeSpan.FromHours(number),
            _ => TimeSpan.Zero,
        };
        return duration > TimeSpan.Zero;
    }
}
