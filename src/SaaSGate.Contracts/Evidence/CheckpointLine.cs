using System.Buffers.Text;
using System.Text.Json;
using SaaSGate.Contracts.Proof;
using SaaSGate.Contracts.Recording;

namespace SaaSGate.Contracts.Evidence;

/// <summary>
/// A checkpoint with all that proves it, <c>{"checkpoint":{…},"leaves":[…],"signature":"…"}</c>: a line of
/// <see cref="EvidenceFiles.Checkpoints"/>, and what is pushed to a place of the organisation's own.
/// </summary>
public static class CheckpointLine
{
    /// <summary>Writes it, without a line's end.</summary>
    /// <param name="document">As it was signed.</param>
    /// <param name="signature">The signature.</param>
    /// <param name="leaves">Its leaves in their order; null leaves them out.</param>
    public static byte[] Write(byte[] document, byte[] signature, IEnumerable<CheckpointLeaf>? leaves) => CanonicalJson.Write(new CanonicalObject
    {
        { "checkpoint", CanonicalJson.Read(document) },
        { "signature", Base64Url.EncodeToString(signature) },
        { "leaves", leaves?.Select(leaf => leaf.ToCanonical()) },
    });

    /// <summary>Leaves of a line; null where they are left out.</summary>
    internal static List<CheckpointLeaf>? Leaves(JsonElement line) => line.TryGetProperty("leaves", out var leaves) && leaves.ValueKind == JsonValueKind.Array
        ? [.. leaves.EnumerateArray().Select(leaf => new CheckpointLeaf(leaf.Text("session"), leaf.Number("sequence"), leaf.Bytes("head")!))]
        : null;

    /// <summary>Whether these are the leaves that a checkpoint signs.</summary>
    internal static bool AreOf(JsonElement checkpoint, List<CheckpointLeaf> leaves) =>
        leaves.Count == checkpoint.Number("leaves") && MerkleTree.Root(leaves.Select(leaf => leaf.Hash()).ToArray()).AsSpan().SequenceEqual(checkpoint.Bytes("root"));
}
