using System.Buffers;

namespace SaaSGate.Inspection.Detection;

/// <summary>Words before a number that say what it is. A word counts where it begins a word, also in camelCase.</summary>
internal sealed class ContextWords(params string[] words)
{
    private const int Reach = 40;
    private readonly SearchValues<string> _words = SearchValues.Create(words, StringComparison.OrdinalIgnoreCase);

    public bool Precede(TextView text, int index)
    {
        var start = Math.Max(0, index - Reach);
        var before = text.Chars[start..index];
        for (var offset = 0; offset < before.Length;)
        {
            var found = before[offset..].IndexOfAny(_words);
            if (found < 0)
                return false;
            var at = start + offset + found;
            if (!char.IsLetter(text.Before(at)) || (char.IsAsciiLetterUpper(text.Chars[at]) && char.IsAsciiLetterLower(text.Before(at))))
                return true;
            offset += found + 1;
        }
        return false;
    }
}
