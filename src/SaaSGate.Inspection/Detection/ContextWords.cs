using System.Buffers;

namespace SaaSGate.Inspection.Detection;

/// <summary>
/// Words before a number that say what it is. A word counts where it begins a word, also in camelCase, when no other number
/// stands between; not when it goes on to name an id.
/// </summary>
internal sealed class ContextWords(params string[] words)
{
    /// <summary>Units before a number in which its words are looked for.</summary>
    public const int Reach = 40;

    private readonly SearchValues<string> _words = SearchValues.Create(words, StringComparison.OrdinalIgnoreCase);

    public bool Precede(TextView text, int index, int reach = Reach)
    {
        var start = Math.Max(0, index - reach);
        start += text.Chars[start..index].LastIndexOfAny(Characters.Digits) + 1;
        var before = text.Chars[start..index];
        for (var offset = 0; offset < before.Length;)
        {
            var found = before[offset..].IndexOfAny(_words);
            if (found < 0)
                return false;
            var at = start + offset + found;
            if ((!char.IsLetter(text.Before(at)) || Escapes.EndsBefore(text, at) || (char.IsAsciiLetterUpper(text.Chars[at]) && char.IsAsciiLetterLower(text.Before(at)))) && !NamesId(before[(offset + found)..]))
                return true;
            offset += found + 1;
        }
        return false;
    }

    /// <summary><c>contact_id</c>, <c>callId</c>, <c>phone id</c>.</summary>
    private static bool NamesId(ReadOnlySpan<char> words)
    {
        var length = 0;
        while (length < words.Length && (char.IsLetter(words[length]) || words[length] is '_' or '-'))
            length++;
        return words[..length].EndsWith("id", StringComparison.OrdinalIgnoreCase) || words[length..].StartsWith(" id", StringComparison.OrdinalIgnoreCase);
    }
}
