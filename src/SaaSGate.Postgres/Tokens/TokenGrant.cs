namespace SaaSGate.Postgres.Tokens;

/// <summary>What a token says of the skill that a credential stands for.</summary>
/// <param name="SkillId">The skill.</param>
/// <param name="SkillName">Its name.</param>
/// <param name="OwnerUserId">Who answers for it.</param>
/// <param name="ConnectionId">Where it calls.</param>
/// <param name="EndsAt">When the credential or the skill ends, whichever is first.</param>
/// <param name="Refusal">Why no token is given: credential_ended, skill_ended, owner_gone or locked; null where it is.</param>
public sealed record TokenGrant(string SkillId, string SkillName, string OwnerUserId, string ConnectionId, DateTimeOffset EndsAt, string? Refusal);
