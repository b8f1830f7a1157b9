using System.Security.Cryptography;
using SaaSGate.Contracts.Recording;

namespace SaaSGate.Contracts.Proof;

/// <summary>A statement over all chains of an organisation that grew since the one before, open sessions included. It is signed.</summary>
/// <param name="OrganisationId">Whose.</param>
/// <param name="Number">From 1, without gaps.</param>
/// <param name="At">When it was made; never before the one before it.</param>
/// <param name="Previous">SHA-256 of the document before; <see cref="Commitment.Genesis"/> for the first.</param>
/// <param name="Root"><see cref="MerkleTree.Root"/> over its leaves, sorted by the UTF-16 units of their sessions.</param>
/// <param name="Leaves">How many there are.</param>
/// <param name="KeyId">The key that signs.</param>
public sealed record Checkpoint(string OrganisationId, long Number, DateTimeOffset At, byte[] Previous, byte[] Root, int Leaves, string KeyId)
{
    /// <summary>The <c>type</c> of its document.</summary>
    public const string Type = "checkpoint";

    /// <summary>Makes one over leaves.</summary>
    public static Checkpoint Over(IEnumerable<CheckpointLeaf> leaves, string organisationId, long number, DateTimeOffset at, byte[] previous, string keyId)
    {
        byte[][] hashes = [.. leaves.OrderBy(leaf => leaf.SessionId, StringComparer.Ordinal).Select(leaf => leaf.Hash())];
        return new(organisationId, number, at, previous, MerkleTree.Root(hashes), hashes.Length, keyId);
    }

    /// <summary>The document that is signed and hashed: canonical JSON.</summary>
    public byte[] ToDocument() => CanonicalJson.Write(new CanonicalObject
    {
        { "type", Type },
        { "version", 1 },
        { "organisation", OrganisationId },
        { "number", CanonicalJson.Count(Number) },
        { "at", At },
        { "previous", Previous },
        { "root", Root },
        { "leaves", Leaves },
        { "key", KeyId },
    });

    /// <summary>By which the next one names it.</summary>
    public static byte[] HashOf(ReadOnlySpan<byte> document) => SHA256.HashData(document);
}
