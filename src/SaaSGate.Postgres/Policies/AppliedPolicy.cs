namespace SaaSGate.Postgres.Policies;

/// <summary>A version that was in force when an exchange was decided.</summary>
/// <param name="Place">Its place in the order of merging, from 1.</param>
/// <param name="PolicyId">Its policy, <c>pol_…</c>.</param>
/// <param name="Name">The policy's name of now.</param>
/// <param name="Scope">Which skills that version is for: why it was for this one.</param>
/// <param name="Version">The version.</param>
/// <param name="ShadowVersion">The draft that ran beside it; null where none did.</param>
public sealed record AppliedPolicy(int Place, string PolicyId, string Name, string Scope, long Version, long? ShadowVersion);
