namespace SaaSGate.Inspection.Streaming;

/// <summary>A stretch of a channel's text that a label replaces. Its end grows while a long value is being swallowed.</summary>
internal sealed class Edit(int start, string label)
{
    public int Start { get; } = start;

    public int End { get; set; } = start;

    public string Label { get; } = label;

    /// <summary>False while the end may grow.</summary>
    public bool Closed { get; set; }
}
