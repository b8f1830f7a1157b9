namespace SaaSGate.Inspection.Detection.Tenant;

/// <summary>Makes spellings of a word alike, unit by unit: white space of any kind, apostrophes, and case where it means nothing.</summary>
internal sealed class Folding
{
    private readonly char[] _folded = new char[char.MaxValue + 1];

    private Folding(bool matchCase)
    {
        for (var c = 0; c < _folded.Length; c++)
            _folded[c] = Fold((char)c, matchCase);
    }

    public static Folding Exact { get; } = new(matchCase: true);

    public static Folding IgnoringCase { get; } = new(matchCase: false);

    public char this[char c] => _folded[c];

    public string Apply(ReadOnlySpan<char> text) => string.Create(text.Length, text, (folded, text) =>
    {
        for (var i = 0; i < text.Length; i++)
            folded[i] = _folded[text[i]];
    });

    private static char Fold(char c, bool matchCase) => c switch
    {
        '\u2019' => '\'',
        _ when char.IsWhiteSpace(c) => ' ',
        _ => matchCase ? c : char.ToUpperInvariant(c),
    };
}
