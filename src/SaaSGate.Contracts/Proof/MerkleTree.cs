using System.Numerics;
using System.Security.Cryptography;

namespace SaaSGate.Contracts.Proof;

/// <summary>The Merkle tree hash of RFC 6962, section 2.1, over SHA-256.</summary>
public static class MerkleTree
{
    private const byte LeafMark = 0, NodeMark = 1;

    /// <summary>Hash of a leaf.</summary>
    public static byte[] LeafHash(ReadOnlySpan<byte> leaf) => SHA256.HashData([LeafMark, .. leaf]);

    /// <summary>The root over leaves that are hashed already; over none it is the hash of nothing.</summary>
    public static byte[] Root(ReadOnlySpan<byte[]> leaves)
    {
        if (leaves.Length <= 1)
            return leaves.IsEmpty ? SHA256.HashData([]) : leaves[0];
        var left = 1 << BitOperations.Log2((uint)leaves.Length - 1); // the largest power of two below their number
        return SHA256.HashData([NodeMark, .. Root(leaves[..left]), .. Root(leaves[left..])]);
    }
}
