using System.Buffers;
using SaaSGate.Inspection.Detection;

namespace SaaSGate.Inspection.Exfiltration;

/// <summary>Goes on while units are of a set, or none of it.</summary>
internal sealed class RunTail(SearchValues<char> units, bool except) : Tail
{
    public override int Follow(ReadOnlySpan<char> text, int from, bool final, ref int state, out bool ended)
    {
        var run = except ? text[from..].IndexOfAny(units) : text[from..].IndexOfAnyExcept(units);
        ended = run >= 0 || final;
        return run < 0 ? text.Length : from + run;
    }
}
