namespace SaaSGate.Postgres.Offboarding;

/// <summary>How much of one sort was seen.</summary>
/// <param name="Type">Type of finding, such as <c>EMAIL</c>.</param>
/// <param name="Findings">How often.</param>
/// <param name="Values">How many different ones, as far as they were labelled.</param>
public sealed record ExposedType(string Type, int Findings, int Values);
