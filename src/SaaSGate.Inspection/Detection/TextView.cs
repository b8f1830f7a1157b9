namespace SaaSGate.Inspection.Detection;

/// <summary>
/// The text that a detector may look at: some of what came before, and as much as is there of what follows. Reading past
/// its end is remembered unless the text ends there for good. A verdict that never ran out of text cannot be changed by
/// more text: this is what makes the findings independent of how a stream is cut.
/// </summary>
internal ref struct TextView(ReadOnlySpan<char> chars, bool final)
{
    public readonly ReadOnlySpan<char> Chars { get; } = chars;

    /// <summary>True when nothing follows.</summary>
    public readonly bool Final { get; } = final;

    /// <summary>True once a verdict asked for text that has not come yet.</summary>
    public bool Starved { get; private set; }

    public readonly int Length => Chars.Length;

    /// <summary>The unit at an index; NUL past the end.</summary>
    public char Peek(int index)
    {
        if ((uint)index < (uint)Chars.Length)
            return Chars[index];
        Starved |= !Final;
        return '\0';
    }

    /// <summary>The unit before an index; NUL where the text begins.</summary>
    public readonly char Before(int index, int distance = 1) => index >= distance ? Chars[index - distance] : '\0';

    /// <summary>Forgets that the last verdict ran out of text.</summary>
    public void Feed() => Starved = false;
}
