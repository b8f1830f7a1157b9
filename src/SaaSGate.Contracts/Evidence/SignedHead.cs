namespace SaaSGate.Contracts.Evidence;

/// <summary>What a checkpoint says of a session.</summary>
/// <param name="Number">The checkpoint.</param>
/// <param name="Sequence">Records by then.</param>
/// <param name="Head">The last one's link.</param>
internal sealed record SignedHead(long Number, long Sequence, byte[] Head);
