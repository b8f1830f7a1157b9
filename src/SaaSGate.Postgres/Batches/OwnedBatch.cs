namespace SaaSGate.Postgres.Batches;

/// <summary>Whose a batch is.</summary>
/// <param name="Position">In the log of batches.</param>
/// <param name="OrganisationId">Whose skill.</param>
/// <param name="ConnectionId">Over which it was made.</param>
/// <param name="BatchId">Claude's id.</param>
/// <param name="SkillId">Which skill.</param>
/// <param name="At">When gateways were told first.</param>
public sealed record OwnedBatch(long Position, string OrganisationId, string ConnectionId, string BatchId, string SkillId, DateTimeOffset At);
