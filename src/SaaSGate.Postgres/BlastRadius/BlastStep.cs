namespace SaaSGate.Postgres.BlastRadius;

/// <summary>Volume in a step of time.</summary>
/// <param name="At">Where it begins.</param>
/// <param name="Exchanges">Exchanges that began in it.</param>
/// <param name="Findings">What was found in them.</param>
/// <param name="Bytes">Bytes of requests and responses.</param>
public sealed record BlastStep(DateTimeOffset At, int Exchanges, int Findings, long Bytes);
