namespace SaaSGate.Contracts.Recording;

/// <summary>Records of a chain, from one sequence to another, both included.</summary>
/// <param name="From">The first.</param>
/// <param name="To">The last.</param>
public readonly record struct ChainRange(long From, long To);
