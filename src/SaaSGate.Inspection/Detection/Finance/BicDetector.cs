using System.Buffers;

namespace SaaSGate.Inspection.Detection.Finance;

/// <summary>
/// Codes of banks (ISO 9362) behind the words SWIFT or BIC: four letters, a country, two places and perhaps three of a branch.
/// Many a word in capitals has that shape, so without these words there is none.
/// </summary>
internal sealed class BicDetector() : SingleKindDetector("swift-bic", FindingTypes.BankAccount, 21)
{
    private const int Reach = 32, MaxMarks = 4, Short = 8, Long = 11, Country = 4, Place = 6;
    private const double Telling = 0.9, Plain = 0.6;

    /// <summary>Countries whose banks have codes, but no IBAN.</summary>
    private const string Others = "US CA AU NZ JP CN HK MO SG KR TW TH MY ID PH VN IN BD LK NP ZA NG KE GH TZ UG ET MX AR CL CO PE UY PY VE EC BO PA MA SN CI CM UZ AM KH";

    private static readonly SearchValues<string> Anchors = SearchValues.Create(["swift", "bic"], StringComparison.OrdinalIgnoreCase);

    public override bool TryFind(TextView text, int from, out DetectedValue found, out int settled)
    {
        found = default;
        for (var search = Math.Max(0, from - Reach); ; search++)
        {
            var anchor = text.Chars[search..].IndexOfAny(Anchors);
            if (anchor < 0)
            {
                settled = text.Length;
                return false;
            }
            search += anchor;
            if (Characters.IsLetter(text.Before(search)) && !Escapes.EndsBefore(text, search))
                continue;
            var start = CodeStart(ref text, search, out var end);
            if (text.Starved)
            {
                settled = Math.Max(from, start);
                return false;
            }
            if (end == 0 || start < from)
                continue;
            var code = text.Chars[start..end];
            (found, settled) = (new DetectedValue(Kind, start, end, code.ContainsAnyInRange('0', '9') || code.EndsWith("XXX", StringComparison.Ordinal) ? Telling : Plain), end);
            return true;
        }
    }

    public override string Normalise(ValueKind kind, ReadOnlySpan<char> value) => value.ToString();

    /// <summary>The code that the words from an anchor on lead up to; without an end where they lead elsewhere.</summary>
    private static int CodeStart(ref TextView text, int anchor, out int end)
    {
        end = 0;
        for (var at = anchor; at - anchor < Reach;)
        {
            var start = at;
            while (at - start <= Long && Characters.IsWord(text.Peek(at)))
                at++;
            if (text.Starved)
                return start;
            var word = text.Chars[start..at];
            if (start > anchor && IsCode(word))
            {
                end = at;
                return start;
            }
            if (!LeadsUp(word))
                return start;
            var marks = at;
            while (at - marks <= MaxMarks && text.Peek(at) is not ('\0' or '\n') && !Characters.IsWord(text.Peek(at)))
                at++;
            if (at == marks || at - marks > MaxMarks || text.Starved)
                return at;
        }
        return anchor;
    }

    private static bool LeadsUp(ReadOnlySpan<char> word)
    {
        Span<char> small = stackalloc char[Long];
        return word.Length <= Long
            && small[..word.ToLowerInvariant(small)] is "swift" or "bic" or "code" or "codes" or "is" or "no" or "nr" or "number" or "swiftcode" or "swift_code" or "bic_code" or "biccode" or "swift_bic" or "bic_swift";
    }

    private static bool IsCode(ReadOnlySpan<char> word)
    {
        if (word.Length is not (Short or Long))
            return false;
        for (var i = 0; i < word.Length; i++)
            if (!(char.IsAsciiLetterUpper(word[i]) || (i >= Place && char.IsAsciiDigit(word[i]))))
                return false;
        var country = word.Slice(Country, 2);
        return IbanCountries.Length(country[0], country[1]) > 0 || Others.AsSpan().Contains(country, StringComparison.Ordinal);
    }
}
