namespace SaaSGate.Postgres.BlastRadius;

/// <summary>Values of one type.</summary>
/// <param name="Type">The type, such as <c>EMAIL</c>.</param>
/// <param name="Distinct">How many different ones; one that is seen in two months counts twice, since fingerprints change with the month.</param>
/// <param name="Findings">How often they were found.</param>
public sealed record BlastValues(string Type, int Distinct, int Findings);
