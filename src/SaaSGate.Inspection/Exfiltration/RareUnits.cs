using System.Buffers;

namespace SaaSGate.Inspection.Exfiltration;

/// <summary>Searches for units that plain text has none of: what lies below them all is stepped over many times as fast as a set is looked up.</summary>
internal static class RareUnits
{
    /// <summary>Units that are looked up once one was met that may be among them.</summary>
    private const int Stretch = 64;

    /// <summary>The first index of a unit of a set; -1 where there is none.</summary>
    /// <param name="text">What is searched.</param>
    /// <param name="units">The set.</param>
    /// <param name="least">Its least unit.</param>
    public static int IndexOf(ReadOnlySpan<char> text, SearchValues<char> units, char least)
    {
        for (var at = 0; ; at += Stretch)
        {
            var next = text[at..].IndexOfAnyInRange(least, '\uFFFF');
            if (next < 0)
                return -1;
            at += next;
            var found = text.Slice(at, Math.Min(Stretch, text.Length - at)).IndexOfAny(units);
            if (found >= 0)
                return at + found;
            if (at + Stretch >= text.Length)
                return -1;
        }
    }
}
