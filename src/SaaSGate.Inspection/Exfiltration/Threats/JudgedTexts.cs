using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SaaSGate.Inspection.Exfiltration.Threats;

/// <summary>
/// What texts were judged to be, in memory only: places and scores under a keyed digest of the text, whose key nobody has
/// outside of this process. Bounded: half is forgotten when it is full.
/// </summary>
internal static class JudgedTexts
{
    private const int Most = 8192;

    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);
    private static readonly ConcurrentDictionary<(ulong High, ulong Low), IReadOnlyList<Threat>> Known = new();

    /// <summary>Names a text, where it is from and what was asked of it.</summary>
    public static (ulong High, ulong Low) KeyOf(ReadOnlySpan<char> text, TextOrigin origin, bool instructions, bool secrets)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(Key, MemoryMarshal.AsBytes(text), hash);
        var asked = ((ulong)origin << 2) | (instructions ? 2UL : 0) | (secrets ? 1UL : 0);
        return (BitConverter.ToUInt64(hash) ^ asked, BitConverter.ToUInt64(hash[sizeof(ulong)..]));
    }

    public static bool TryGet((ulong High, ulong Low) key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IReadOnlyList<Threat>? threats) => Known.TryGetValue(key, out threats);

    public static void Keep((ulong High, ulong Low) key, IReadOnlyList<Threat> threats)
    {
        if (Known.Count >= Most)
            foreach (var old in Known.Keys.Take(Most / 2))
                Known.TryRemove(old, out _);
        Known[key] = threats;
    }
}
