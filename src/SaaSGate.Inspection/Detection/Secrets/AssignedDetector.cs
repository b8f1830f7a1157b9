using System.Buffers;
using System.Collections.Frozen;

namespace SaaSGate.Inspection.Detection.Secrets;

/// <summary>Finds values that are assigned to names in which certain words stand.</summary>
/// <param name="name">Name in findings.</param>
/// <param name="type">Common type.</param>
/// <param name="rank">Rank among overlapping values: below those that are known by their own form, and no other detector's, so that the order of arrival never decides.</param>
/// <param name="words">Words of names.</param>
internal abstract class AssignedDetector(string name, string type, int rank, string[] words) : SingleKindDetector(name, type, rank)
{
    private const int LongestName = 30;

    /// <summary>Parts of names that say something about a secret, or name one, and are none.</summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Other = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "id", "ids", "name", "label", "field", "length", "len", "policy", "reset", "url", "uri", "path", "file", "type", "hint", "prompt", "placeholder", "regex", "pattern", "min", "max", "count", "alg", "algorithm",
        "changed", "variable", "usage", "limit", "endpoint", "size", "format", "version", "column", "vault", "space", "map", "code", "expiry", "expires", "expiration", "ttl", "at", "arn", "status", "location", "store")
        .GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>How a name may go on in camelCase.</summary>
    private static readonly string[] Further = ["access", "key", "token", "secret", "value", "base", "prod", "dev", "stag", "live", "test", "auth", "api", "confirm", "again", "data", "pass"];

    private readonly SearchValues<string> _words = SearchValues.Create(words, StringComparison.OrdinalIgnoreCase);

    public override bool TryFind(TextView text, int from, out DetectedValue found, out int settled)
    {
        found = default;
        for (var at = Math.Max(0, from - Assignment.Reach); ; at++)
        {
            var next = text.Chars[at..].IndexOfAny(_words);
            if (next < 0)
            {
                settled = text.Length;
                return false;
            }
            at += next;
            if (TryRead(ref text, at, out found, out var undecided) && found.Start >= from)
            {
                settled = found.End;
                return true;
            }
            if (text.Starved)
            {
                settled = Math.Max(from, Math.Min(undecided, text.Length));
                return false;
            }
        }
    }

    public override string Normalise(ValueKind kind, ReadOnlySpan<char> value) => value.ToString();

    /// <summary>Where the word ends in a name that may hold a secret; -1 where it is another word.</summary>
    protected abstract int WordEnd(ref TextView text, int start);

    /// <summary>Whether a name of which the word begins and ends at two indices is that of a secret.</summary>
    protected abstract bool IsName(ReadOnlySpan<char> before, ReadOnlySpan<char> behind);

    /// <summary>How sure it is that a value is a secret; 0 for none.</summary>
    protected abstract double Judge(TextView text, int nameStart, Assignment assignment);

    private bool TryRead(ref TextView text, int word, out DetectedValue found, out int undecided)
    {
        found = default;
        undecided = word + 1;
        var wordEnd = WordEnd(ref text, word);
        if (wordEnd < 0 || text.Starved)
            return false;
        var end = wordEnd;
        while (end - word < LongestName && IsNameUnit(text.Peek(end)))
            end++;
        if (text.Starved || end - word == LongestName)
            return false;
        var start = word;
        while (word - start < Assignment.NameReach && IsNameUnit(text.Before(start)))
            start--;
        if (!GoesOn(text.Chars[wordEnd..end]) || !IsName(text.Chars[start..word], text.Chars[wordEnd..end]))
            return false;
        if (!Assignment.TryRead(ref text, word, start, end, out var assignment, out undecided))
            return false;
        if (assignment.End - assignment.Start >= Assignment.Longest)
        {
            found = Tail.AnyKey.From(Kind, ref text, assignment.Start, assignment.Start, 0.6);
            return !text.Starved && found.End - assignment.Start >= Assignment.Longest && Judge(text, start, assignment) > 0;
        }
        var score = Judge(text, start, assignment);
        found = new DetectedValue(Kind, assignment.Start, assignment.End, score);
        return score > 0;
    }

    /// <summary>Whether what stands behind the word in a name leaves it the name of a secret.</summary>
    private static bool GoesOn(ReadOnlySpan<char> behind)
    {
        if (behind.IsEmpty)
            return true;
        if (char.IsAsciiLetter(behind[0]))
        {
            foreach (var word in Further)
                if (behind.StartsWith(word, StringComparison.OrdinalIgnoreCase))
                    return true;
            return behind is "s" or "S" or "sd";
        }
        foreach (var part in behind.SplitAny("_-."))
            if (Other.Contains(behind[part]))
                return false;
        return true;
    }

    private static bool IsNameUnit(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.';
}
