namespace SaaSGate.Postgres.BlastRadius;

/// <summary>A line of the graph.</summary>
/// <param name="From">A skill's id, or a type.</param>
/// <param name="To">A type, or a host.</param>
/// <param name="Count">Its weight: different values, or sessions.</param>
public sealed record BlastFlow(string From, string To, int Count);
