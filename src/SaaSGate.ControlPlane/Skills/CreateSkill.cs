namespace SaaSGate.ControlPlane.Skills;

/// <summary>A skill that is to be registered.</summary>
/// <param name="Name">Unique in the organisation.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="ConnectionId">Where it calls.</param>
/// <param name="OwnerUserId">Who answers for it; the caller when absent.</param>
/// <param name="Labels">Labels by which policies choose it.</param>
/// <param name="ExpiresAt">When it ends to work; in a year when absent.</param>
internal sealed record CreateSkill(
    string Name,
    string Purpose,
    string ConnectionId,
    string? OwnerUserId = null,
    IReadOnlyList<string>? Labels = null,
    DateTimeOffset? ExpiresAt = null);
