using System.Collections.Frozen;

namespace SaaSGate.Postgres.Search;

/// <summary>Words that stand in nearly every text and tell none from another: not indexed, and passed over in what is asked for. They count as places in a phrase.</summary>
internal static class StopWords
{
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Known = FrozenSet.ToFrozenSet(
        [
            "a", "about", "after", "again", "all", "am", "an", "and", "any", "are", "as", "at", "be", "because", "been", "before", "being", "between", "both", "but", "by",
            "can", "did", "do", "does", "doing", "during", "each", "few", "for", "from", "had", "has", "have", "having", "he", "her", "here", "hers", "herself", "him",
            "himself", "his", "how", "i", "if", "in", "into", "is", "it", "its", "just", "me", "more", "most", "my", "myself", "now", "of", "on", "only", "or", "other",
            "our", "ours", "ourselves", "out", "over", "s", "same", "she", "should", "so", "some", "such", "t", "than", "that", "the", "their", "theirs", "them",
            "themselves", "then", "there", "these", "they", "this", "those", "through", "to", "too", "up", "very", "was", "we", "were", "what", "when", "where", "which",
            "while", "who", "whom", "why", "will", "with", "would", "you", "your", "yours", "yourself", "yourselves",
        ], StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool Contains(ReadOnlySpan<char> word) => Known.Contains(word);
}
