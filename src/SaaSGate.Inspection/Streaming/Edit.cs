namespace SaaSGate.Inspection.Streaming;

/// <summary>A stretch of a channel's text that is replaced. Its end grows while a long value is being swallowed.</summary>
internal sealed class Edit(int start, string replacement, string recorded)
{
    public int Start { get; } = start;

    public int End { get; set; } = start;

    /// <summary>What the skill gets.</summary>
    public string Replacement { get; } = replacement;

    /// <summary>What the record holds.</summary>
    public string Recorded { get; } = recorded;

    /// <summary>False while the end may grow.</summary>
    public bool Closed { get; set; }
}
