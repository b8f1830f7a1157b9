namespace SaaSGate.Postgres.Offboarding;

/// <summary>Why somebody leaves.</summary>
/// <param name="Kind">One of <see cref="OffboardingKinds"/>.</param>
/// <param name="Source">What said so: a token, a stream, a person; a name for people.</param>
/// <param name="Detail">A line that it gave; null for none. Never a secret.</param>
public sealed record OffboardingCause(string Kind, string Source, string? Detail);
