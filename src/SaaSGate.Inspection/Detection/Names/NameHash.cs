namespace SaaSGate.Inspection.Detection.Names;

/// <summary>Hashes that are the same everywhere and for good: the weights file is made of them.</summary>
internal static class NameHash
{
    private const uint Basis = 2166136261, Prime = 16777619;

    public const uint Empty = Basis;

    /// <summary>Takes in one unit of a word, in lower case.</summary>
    public static uint Add(uint hash, char unit) => (hash ^ Lower(unit)) * Prime;

    /// <summary>Spreads what <see cref="Add"/> gathered.</summary>
    public static uint Finish(uint hash)
    {
        hash ^= hash >> 16;
        hash *= 0x85EBCA6B;
        hash ^= hash >> 13;
        hash *= 0xC2B2AE35;
        return hash ^ (hash >> 16);
    }

    public static uint Of(ReadOnlySpan<char> word)
    {
        var hash = Basis;
        foreach (var unit in word)
            hash = Add(hash, unit);
        return Finish(hash);
    }

    /// <summary>Words of a phrase in their order.</summary>
    public static uint Join(uint first, uint second) => Finish((first * 0x9E3779B1) + second + 0x165667B1);

    private static char Lower(char unit) => char.IsAsciiLetterUpper(unit) ? (char)(unit | 0x20) : unit < '\x80' ? unit : char.ToLowerInvariant(unit);
}
