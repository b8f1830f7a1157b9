using SaaSGate.Contracts.Evidence;
using SaaSGate.Contracts.Recording;

namespace SaaSGate.Postgres.Evidence;

/// <summary>What evidence of a scope holds.</summary>
/// <param name="Sessions">By id, each with its records by the last checkpoint that names it.</param>
/// <param name="Checkpoints">The range.</param>
/// <param name="Complete">Those with all their leaves.</param>
public sealed record EvidencePlan(IReadOnlyList<EvidenceSession> Sessions, ChainRange Checkpoints, ChainRange Complete);
