using System.Buffers;

namespace SaaSGate.Inspection.Detection.Secrets;

/// <summary>Values that look drawn by chance and are assigned to a name that speaks of keys, tokens or secrets.</summary>
internal sealed class AssignedKeyDetector() : AssignedDetector(
    "generic-key", FindingTypes.ApiKey, 44, ["secret", "token", "key", "credential", "nonce", "bearer"])
{
    /// <summary>Names of keys that may be seen, or of things that are no keys.</summary>
    private static readonly SearchValues<string> Open = SearchValues.Create(
        ["public", "pub", "primary", "foreign", "sort", "partition", "cache", "hot", "short", "mon", "tur", "don", "whis", "jer", "bucket", "sequence", "blind", "idempotency", "publish", "site", "csrf", "kms", "page", "next", "row", "json", "tokenized", "low"],
        StringComparison.OrdinalIgnoreCase);

    private const double Registry = 0.8, Id = 0.45;
    private const int LongestHost = 40, NameAndSign = 20;

    private static readonly string[] Words = ["secret", "token", "key", "credential", "nonce", "bearer"];

    protected override int WordEnd(ref TextView text, int start)
    {
        foreach (var word in Words)
        {
            var at = 0;
            while (at < word.Length && (text.Peek(start + at) | 0x20) == word[at])
                at++;
            if (text.Starved)
                return -1;
            if (at == word.Length)
                return start + at;
        }
        return -1;
    }

    protected override bool IsName(ReadOnlySpan<char> before, ReadOnlySpan<char> behind) =>
        !before.ContainsAny(Open) && !behind.ContainsAny(Open);

    /// <summary>A UUID is an id more often than a key, unless npm's settings name the registry that it opens.</summary>
    protected override double Judge(TextView text, int nameStart, Assignment assignment)
    {
        var value = text.Chars[assignment.Start..assignment.End];
        if (KeyChecks.Uuid(value) > 0)
            return assignment.Start - nameStart <= NameAndSign && NamesRegistry(text, nameStart) ? Registry : Id;
        return Secrecy.OfKey(value, assignment.Quoted) is var score and > 0 && !PublishedExamples.Contains(value) ? score : 0;
    }

    /// <summary><c>//host/:</c> before the name.</summary>
    private static bool NamesRegistry(TextView text, int nameStart)
    {
        if (text.Before(nameStart) != ':' || text.Before(nameStart, 2) != '/')
            return false;
        for (var distance = 3; distance < LongestHost; distance++)
            if (text.Before(nameStart, distance) == '/')
                return distance > 3 && text.Before(nameStart, distance + 1) == '/';
        return false;
    }
}
