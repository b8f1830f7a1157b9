using System.Security.Cryptography;
using System.Text;

namespace SaaSGate.Contracts.Recording;

/// <summary>
/// What recorded history commits to. Content is hashed with random salts: who has content and salt can verify, and once both are
/// deleted the commitment tells nothing, yet the chain above it still verifies. Each is SHA-256 over a label, a zero byte, and
/// the parts named at each method; what is inside is hashed by SHA-256 first.
/// </summary>
public static class Commitment
{
    /// <summary>Bytes of a salt.</summary>
    public const int SaltBytes = 16;

    /// <summary>Bytes of a commitment, and of a link.</summary>
    public const int HashBytes = SHA256.HashSizeInBytes;

    private const int MostOnStack = 256;

    /// <summary>What stands before the first link of a chain: 32 zero bytes.</summary>
    public static byte[] Genesis { get; } = new byte[HashBytes];

    /// <summary>One content block: <c>block</c>, its salt, the SHA-256 of its masked bytes.</summary>
    public static byte[] OfBlock(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> hash) => Of("block", salt, hash);

    /// <summary>A request's skeleton: <c>skeleton</c>, its salt, the SHA-256 of its bytes.</summary>
    public static byte[] OfSkeleton(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> skeleton) => Of("skeleton", salt, SHA256.HashData(skeleton));

    internal static byte[] OfSkeletonHash(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> hash) => Of("skeleton", salt, hash);

    internal static byte[] OfResponseHashes(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> body, ReadOnlySpan<byte> timing) => Of("response", salt, body, timing);

    /// <summary>A request: <c>request</c>, the commitment of its skeleton, those of its blocks in order.</summary>
    public static byte[] OfRequest(ReadOnlySpan<byte> skeleton, IEnumerable<byte[]> blocks)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        using var all = new MemoryStream();
        all.Write("request\0"u8);
        all.Write(skeleton);
        foreach (var block in blocks)
            all.Write(block);
        return SHA256.HashData(all.GetBuffer().AsSpan(0, (int)all.Length));
    }

    /// <summary>A response: <c>response</c>, its salt, the SHA-256 of its masked body, that of its timing.</summary>
    public static byte[] OfResponse(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> body, ReadOnlySpan<byte> timing) =>
        Of("response", salt, SHA256.HashData(body), SHA256.HashData(timing));

    /// <summary>Findings: <c>findings</c>, their salt, the SHA-256 of their canonical JSON (<see cref="RecordedFinding.Write"/>). Null where there are none.</summary>
    public static byte[]? OfFindings(ReadOnlySpan<byte> salt, IReadOnlyCollection<RecordedFinding> findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        return findings.Count == 0 ? null : OfFindings(salt, RecordedFinding.Write(findings));
    }

    /// <summary>Findings, given as their canonical JSON.</summary>
    public static byte[] OfFindings(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> findings) => Of("findings", salt, SHA256.HashData(findings));

    /// <summary>A link: SHA-256 of the link before it and the canonical record.</summary>
    public static byte[] OfLink(ReadOnlySpan<byte> previous, ReadOnlySpan<byte> record)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(previous);
        hash.AppendData(record);
        return hash.GetHashAndReset();
    }

    private static byte[] Of(string label, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third = default)
    {
        var length = label.Length + 1 + first.Length + second.Length + third.Length;
        var all = length <= MostOnStack ? stackalloc byte[length] : new byte[length];
        all[Encoding.ASCII.GetBytes(label, all)] = 0;
        var at = label.Length + 1;
        first.CopyTo(all[at..]);
        second.CopyTo(all[(at += first.Length)..]);
        third.CopyTo(all[(at + second.Length)..]);
        return SHA256.HashData(all);
    }
}
