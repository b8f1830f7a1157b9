using SaaSGate.ControlPlane.Idempotency;

namespace SaaSGate.ControlPlane.Skills;

/// <summary>A new key of a skill.</summary>
/// <param name="Id">Its id, <c>key_…</c>.</param>
/// <param name="Key">Its text, shown this once.</param>
/// <param name="Hint">Its first characters, for people.</param>
/// <param name="ExpiresAt">When it ends.</param>
internal sealed record CreatedSkillKey(string Id, string Key, string Hint, DateTimeOffset ExpiresAt) : IShownOnce;
