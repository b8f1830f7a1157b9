using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Skills;

/// <summary>A key that is to be kept: its hash, never its text.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Hint">Its first characters, for people.</param>
/// <param name="Hash">SHA-256 of the whole key.</param>
/// <param name="ExpiresAt">When it ends, at most 90 days ahead.</param>
/// <param name="Checksum">Its last characters, which are computed from the others.</param>
/// <param name="Networks">Where it may be used from, as CIDR; anywhere when empty.</param>
public sealed record NewSkillKey(Id<SkillKey> Id, string Hint, byte[] Hash, DateTimeOffset ExpiresAt, string Checksum, IReadOnlyList<string> Networks);
