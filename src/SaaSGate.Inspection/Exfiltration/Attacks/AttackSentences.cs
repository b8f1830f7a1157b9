using System.Buffers;

namespace SaaSGate.Inspection.Exfiltration.Attacks;

/// <summary>
/// What the most telling sentence of a text says, however long the rest is: an attack is often one sentence among many.
/// </summary>
internal static class AttackSentences
{
    /// <summary>Numbers that are measured.</summary>
    public const int Count = 28;

    private const int LongestSentence = 400;

    private static readonly SearchValues<char> Ends = SearchValues.Create(".?!\n。？！؟।<>");

    private static readonly (Meaning First, Meaning Second)[] Pairs =
    [
        (Meaning.Override, Meaning.Rules), (Meaning.Override, Meaning.Prior), (Meaning.Reveal, Meaning.Rules), (Meaning.Reveal, Meaning.Secret), (Meaning.Your, Meaning.Secret),
        (Meaning.User, Meaning.Personal), (Meaning.You, Meaning.Role), (Meaning.You, Meaning.Now), (Meaning.Authority, Meaning.You), (Meaning.Mode, Meaning.Rules), (Meaning.Mode, Meaning.Authority),
        (Meaning.Insert, Meaning.Answer), (Meaning.Send, Meaning.Personal), (Meaning.Encoding, Meaning.Answer), (Meaning.Assistant, Meaning.Refusal), (Meaning.Encoding, Meaning.Secret),
        (Meaning.Role, Meaning.Override), (Meaning.Assistant, Meaning.Rules), (Meaning.Reveal, Meaning.Prior), (Meaning.Send, Meaning.Insert),
    ];

    /// <summary>Function words of English, and of some other languages that use its letters.</summary>
    private static readonly SearchValues<string> English = SearchValues.Create([" the ", " is ", " of ", " and ", " what ", " you "], StringComparison.Ordinal),
        Foreign = SearchValues.Create([" der ", " das ", " ist ", " le ", " les ", " est ", " que ", " el ", " los ", " la ", " di ", " che ", " não ", " é ", " uma ", " het ", " een ", " dla ", " nie "], StringComparison.Ordinal);

    /// <summary>Measures a folded text.</summary>
    public static void Measure(ReadOnlySpan<char> text, Span<float> shape)
    {
        shape.Clear();
        var (sentences, questions, secrets) = (0, 0, 0);
        for (var from = 0; from < text.Length;)
        {
            var length = text[from..].IndexOfAny(Ends);
            var end = length < 0 ? text.Length : from + length + 1;
            end = Math.Min(end, from + LongestSentence);
            var sentence = text[from..end];
            from = end;
            if (sentence.Length < 8)
                continue;
            sentences++;
            var said = Read(sentence);
            for (var i = 0; i < Pairs.Length; i++)
                if (Has(said, Pairs[i].First) && Has(said, Pairs[i].Second))
                    shape[i] = 1;
            var asks = sentence[^1] is '?' or '？' or '؟';
            questions += asks ? 1 : 0;
            var wants = Has(said, Meaning.Secret) || Has(said, Meaning.Personal);
            secrets += wants ? 1 : 0;
            var at = Pairs.Length;
            shape[at] = Math.Max(shape[at], asks && wants ? 1 : 0);
            shape[at + 1] = asks && wants ? 1 : 0;
            shape[at + 2] = asks && sentences > 1 ? 1 : 0;
        }
        var rest = Pairs.Length + 3;
        shape[rest++] = Math.Min(1f, questions / 4f);
        shape[rest++] = sentences == 0 ? 0 : (float)secrets / sentences;
        shape[rest++] = questions > 0 && questions < sentences ? 1 : 0;
        shape[rest++] = text.ContainsAny(English) && text.ContainsAny(Foreign) ? 1 : 0;
        shape[rest] = !text.ContainsAny(English) && text.ContainsAny(Foreign) ? 1 : 0;
    }

    private static uint Read(ReadOnlySpan<char> sentence)
    {
        var said = 0u;
        foreach (var word in new WordReader(sentence))
            said |= 1u << (int)AttackWords.Of(sentence[word.Start..word.End]);
        return said;
    }

    private static bool Has(uint said, Meaning meaning) => (said & (1u << (int)meaning)) != 0;
}
