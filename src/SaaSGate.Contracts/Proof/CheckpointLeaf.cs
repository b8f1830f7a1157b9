using SaaSGate.Contracts.Recording;

namespace SaaSGate.Contracts.Proof;

/// <summary>How far a session's chain had grown.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Sequence">Its records by then.</param>
/// <param name="Head">The last one's link.</param>
public sealed record CheckpointLeaf(string SessionId, long Sequence, byte[] Head)
{
    /// <summary>Its hash in the tree, over its canonical JSON.</summary>
    public byte[] Hash() => MerkleTree.LeafHash(CanonicalJson.Write(ToCanonical()));

    /// <summary>As an object.</summary>
    public CanonicalObject ToCanonical() => new() { { "session", SessionId }, { "sequence", CanonicalJson.Count(Sequence) }, { "head", Head } };
}
