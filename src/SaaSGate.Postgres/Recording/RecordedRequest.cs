using System.Security.Cryptography;

namespace SaaSGate.Postgres.Recording;

/// <summary>A masked request, taken apart: what stays the same from turn to turn is stored once.</summary>
public sealed class RecordedRequest
{
    /// <summary>Hashes the blocks.</summary>
    /// <param name="skeleton">The body with a marker for each block.</param>
    /// <param name="blocks">The blocks in order; may refer to the body's memory.</param>
    /// <param name="title">First words of the prompt, for lists; null when there are none.</param>
    public RecordedRequest(ReadOnlyMemory<byte> skeleton, IReadOnlyList<ReadOnlyMemory<byte>> blocks, string? title)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        (Skeleton, Blocks, Title) = (skeleton, blocks, title);
        Hashes = [.. blocks.Select(block => SHA256.HashData(block.Span))];
    }

    /// <summary>The body with a marker for each block.</summary>
    public ReadOnlyMemory<byte> Skeleton { get; }

    /// <summary>The blocks in order.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Blocks { get; }

    /// <summary>First words of the prompt.</summary>
    public string? Title { get; }

    internal byte[][] Hashes { get; }
}
