namespace SaaSGate.Postgres.BlastRadius;

/// <summary>How often something was used.</summary>
/// <param name="Name">What.</param>
/// <param name="Exchanges">In how many exchanges.</param>
public sealed record BlastCount(string Name, int Exchanges);
