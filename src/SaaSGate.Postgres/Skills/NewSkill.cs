using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Skills;

/// <summary>A skill that is to be registered.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name, unique in the organisation.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="OwnerUserId">Who answers for it.</param>
/// <param name="ConnectionId">Where it calls.</param>
/// <param name="Labels">Labels by which policies choose it.</param>
/// <param name="ExpiresAt">When it ends to work.</param>
public sealed record NewSkill(
    Id<Skill> Id, string Name, string Purpose, string OwnerUserId, string ConnectionId, IReadOnlyList<string> Labels, DateTimeOffset ExpiresAt);
