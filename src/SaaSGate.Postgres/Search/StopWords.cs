using System.Collections.Frozen;

namespace SaaSGate.Postgres.Search;

/// <summary>Words that stand in nearly every text and tell none from another: not indexed, and passed over in what is asked for. They count as places in a phrase.</summary>
internal static class StopWords
{
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Known = FrozenSet.ToFrozenSet(
        [
            "a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "can", "do", "for", "from", "had", "has", "have", "he", "her", "his", "i", "if", "in", "is", "it", "its",
            "me", "my", "of", "on", "or", "our", "s", "she", "so", "t", "that", "the", "their", "them", "then", "there", "these", "they", "this", "to", "was", "we", "were", "will",
            "with", "would", "you", "your",
        ], StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool Contains(ReadOnlySpan<char> word) => Known.Contains(word);
}
