namespace SaaSGate.Benchmarks.Names;

/// <summary>Where something of a type stands in a text.</summary>
internal readonly record struct NameSpan(string Type, int Start, int End, double Score = 1);
