namespace SaaSGate.Inspection.Detection.Identity;

/// <summary>Ages of people, told by the words around a number: <c>84-year-old</c>, <c>64 y/o</c>, <c>aged 12</c>, <c>just turned 35</c>.</summary>
internal sealed class AgeDetector() : SingleKindDetector("age", FindingTypes.Age, 5)
{
    private static readonly string[] Behind = ["-year-old", " year old", " years old", " years of age", "-years-old", "-yr-old", " yrs old", " y/o", " yo ", "y/o", " y.o", " ans", " jahre alt", " años", " anni"];

    private static readonly string[] Before = ["aged ", "age ", "age: ", "age of ", "age is ", "just turned ", "i'll turn ", "will turn ", "turning "];

    public override bool TryFind(TextView text, int from, out DetectedValue found, out int settled)
    {
        for (var at = from; ; at++)
        {
            var next = text.Chars[at..].IndexOfAny(Characters.Digits);
            if (next < 0)
            {
                (found, settled) = (default, text.Length);
                return false;
            }
            at += next;
            var end = at;
            while (end - at < 3 && char.IsAsciiDigit(text.Peek(end)))
                end++;
            var age = CheckDigits.Number(text.Chars[at..end]);
            var alone = !char.IsAsciiDigit(text.Peek(end)) && !Characters.ContinuesNumber(text, at) && text.Before(at) is not ('$' or '€' or '£' or '#' or ',');
            var score = alone && age is >= 1 and <= 120 && text.Chars[at] != '0' ? Score(ref text, at, end) : 0;
            if (text.Starved)
            {
                (found, settled) = (default, at);
                return false;
            }
            if (score > 0)
            {
                (found, settled) = (new DetectedValue(Kind, at, end, score), end);
                return true;
            }
            while (end < text.Length && char.IsAsciiDigit(text.Chars[end]))
                end++;
            at = end - 1;
        }
    }

    public override string Normalise(ValueKind kind, ReadOnlySpan<char> value) => value.ToString();

    private static double Score(ref TextView text, int at, int end)
    {
        var first = text.Peek(end);
        var behind = first is '-' or 'y' || (first == ' ' && text.Peek(end + 1) is 'y' or 'Y' or 'a' or 'j' or 'J');
        foreach (var words in behind ? Behind : [])
            if (Follows(ref text, end, words))
                return 0.6;
            else if (text.Starved)
                return 0;
        if (Characters.IsWord(first) || first is '%' or '°' || (first is '.' or '-' or '/' or ':' or ',' && char.IsAsciiDigit(text.Peek(end + 1))))
            return 0;
        if (text.Before(at) != ' ' || text.Before(at, 2) is not (':' or 'd' or 'D' or 'e' or 'E' or 'f' or 's' or 'n' or 'g'))
            return 0;
        foreach (var words in Before)
            if (text.Chars[..at].EndsWith(words, StringComparison.OrdinalIgnoreCase) && (!Characters.IsWord(text.Before(at, words.Length + 1)) || Escapes.EndsBefore(text, at - words.Length)))
                return 0.6;
        return 0;
    }

    private static bool Follows(ref TextView text, int at, string words)
    {
        for (var i = 0; i < words.Length; i++)
            if (char.ToLowerInvariant(text.Peek(at + i)) != words[i])
                return false;
        return true;
    }
}
