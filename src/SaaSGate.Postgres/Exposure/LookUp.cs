namespace SaaSGate.Postgres.Exposure;

/// <summary>A look-up of one value, by what it leaves behind.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Fingerprints">Its fingerprints under every key that is kept, 32 bytes each.</param>
/// <param name="Digest">Names the value in the audit log, without telling it.</param>
/// <param name="Person">Who answers for it: the person, or who made the token.</param>
/// <param name="PerMinute">Most look-ups of one person in a minute.</param>
/// <param name="PerDay">Most in a day.</param>
public sealed record LookUp(string Type, IReadOnlyList<byte[]> Fingerprints, string Digest, string Person, int PerMinute, int PerDay);
