namespace SaaSGate.Inspection.Detection.Secrets;

/// <summary>How sure it is that units behind a head are a key: 0 where they are none.</summary>
internal delegate double KeyCheck(ReadOnlySpan<char> units);

/// <summary>How the keys of one service are written that begin with the same units.</summary>
/// <param name="Service">Name in findings.</param>
/// <param name="Head">What they begin with.</param>
/// <param name="Units">How units after the head go on.</param>
/// <param name="Least">Fewest units after the head.</param>
/// <param name="Most">Most units after the head; more make it something else.</param>
/// <param name="Check">What the units must be like beside their number.</param>
internal sealed record KeyFormat(string Service, string Head, Tail Units, int Least, int Most = int.MaxValue, KeyCheck? Check = null) : HeadFormat(Service, Head)
{
    /// <summary>Whether an example in place of the key counts: of the shortest heads, which are found only where their keys stand.</summary>
    public bool Examples { get; init; }

    public override bool TryRead(ref TextView text, int start, out DetectedValue found)
    {
        found = Units.From(Kind, ref text, start, start + Head.Length, 1);
        if (text.Starved)
            return false;
        var units = text.Chars[(start + Head.Length)..found.End];
        if (units.Length < Least || units.Length > Most || (!Examples && Example.Fills(units)))
            return false;
        var score = Check?.Invoke(units) ?? 1;
        found = found with { Score = score };
        return score > 0 && !PublishedExamples.Contains(text.Chars[start..found.End]);
    }
}
