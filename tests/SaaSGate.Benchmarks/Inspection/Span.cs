namespace SaaSGate.Benchmarks.Inspection;

/// <summary>A stretch of a text, in UTF-16 units.</summary>
internal readonly record struct Span(int Start, int End, string Type)
{
    public int Length => End - Start;

    public int Overlap(Span other) => Math.Max(0, Math.Min(End, other.End) - Math.Max(Start, other.Start));

    /// <summary>The same value: what both share is at least half of each.</summary>
    public bool Meets(Span other) => Overlap(other) * 2 is var twice && twice > 0 && twice >= Length && twice >= other.Length;
}
