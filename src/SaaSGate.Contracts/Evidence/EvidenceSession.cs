namespace SaaSGate.Contracts.Evidence;

/// <summary>A session that an evidence zip claims to hold.</summary>
/// <param name="SessionId">Which.</param>
/// <param name="Sequence">Its records.</param>
public sealed record EvidenceSession(string SessionId, long Sequence);
