using System.Globalization;
using System.Text;

namespace SaaSGate.Postgres.Search;

/// <summary>
/// Takes texts apart into words, the same way when they are recorded and when they are searched for: runs of letters and digits in
/// lower case, without accents. What is written without spaces (Chinese, Japanese, Thai) is a word a character. So
/// <c>files.evil.example</c> is three words, and found as a phrase.
/// </summary>
internal static class Words
{
    /// <summary>Longer ones are cut.</summary>
    public const int Longest = 64;

    /// <summary>Takes a word, which is valid during the call, and where it stands in its text.</summary>
    public delegate void Taker(ReadOnlySpan<char> word, int start, int end);

    /// <summary>Calls <paramref name="take"/> with each word.</summary>
    public static void Of(ReadOnlySpan<char> text, Taker take)
    {
        Span<char> word = stackalloc char[Longest];
        var (length, start, at) = (0, 0, 0);
        while (at < text.Length)
        {
            var c = text[at];
            if (length == 0)
                start = at;
            if (char.IsAscii(c))
            {
                if (!char.IsAsciiLetterOrDigit(c))
                    End(word, at);
                else if (length < Longest)
                    word[length++] = char.ToLowerInvariant(c);
                at++;
                continue;
            }

            Rune.DecodeFromUtf16(text[at..], out var rune, out var read);
            if (IsWordByItself(rune) || !IsPart(rune))
            {
                End(word, at);
                if (IsPart(rune))
                {
                    (start, length) = (at, rune.EncodeToUtf16(word));
                    End(word, at + read);
                }
            }
            else if (!IsMark(rune))
            {
                foreach (var plain in PlainLetters.Of(rune))
                    if (length < Longest)
                        word[length++] = plain;
            }

            at += read;
        }

        End(word, at);

        void End(Span<char> letters, int end)
        {
            if (length == Longest && char.IsHighSurrogate(letters[^1]))
                length--; // its other half was cut off
            if (length > 0)
                take(letters[..length], start, end);
            length = 0;
        }
    }

    /// <summary>The words of a short text.</summary>
    public static List<string> Of(string text)
    {
        var words = new List<string>();
        Of(text, (word, _, _) => words.Add(word.ToString()));
        return words;
    }

    /// <summary>Whether a character belongs to a word.</summary>
    public static bool IsPart(Rune rune) =>
        Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    /// <summary>A script whose words are not set apart.</summary>
    public static bool IsWordByItself(Rune rune) => rune.Value is (>= 0x2E80 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF) or (>= 0x0E00 and <= 0x0EFF);

    private static bool IsMark(Rune rune) => rune.Value is >= 0x0300 and <= 0x036F;
}
