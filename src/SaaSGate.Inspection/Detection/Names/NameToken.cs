namespace SaaSGate.Inspection.Detection.Names;

/// <summary>A word, number or mark.</summary>
/// <param name="Start">First unit, in the view it was read from.</param>
/// <param name="End">One past the last.</param>
/// <param name="Shape">How it looks.</param>
/// <param name="Word">Hash of its letters in lower case.</param>
/// <param name="Bits">What is known of the word: <see cref="WordBits"/>.</param>
/// <param name="Suffix">Hash of its last three units.</param>
/// <param name="Glued">Whether it stands directly behind the token before.</param>
internal readonly record struct NameToken(int Start, int End, NameShape Shape, uint Word, uint Bits, uint Suffix, bool Glued)
{
    public int Length => End - Start;
}
