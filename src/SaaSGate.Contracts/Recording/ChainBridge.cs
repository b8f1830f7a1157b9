namespace SaaSGate.Contracts.Recording;

/// <summary>What a chain goes over where records were deleted.</summary>
/// <param name="Range">The deleted records.</param>
/// <param name="Before">The link before the first of them; <see cref="Commitment.Genesis"/> where that is the first of all.</param>
/// <param name="After">The link of the last of them.</param>
public sealed record ChainBridge(ChainRange Range, byte[] Before, byte[] After);
