namespace SaaSGate.Inspection.Requests;

/// <summary>A request taken apart. <see cref="RequestBlocks.Join"/> makes the same bytes of it.</summary>
/// <param name="Skeleton">The body with one <see cref="RequestBlocks.Marker"/> in place of each block.</param>
/// <param name="Blocks">The blocks, in the order of the body.</param>
public sealed record SplitRequest(ReadOnlyMemory<byte> Skeleton, IReadOnlyList<RequestBlock> Blocks);
