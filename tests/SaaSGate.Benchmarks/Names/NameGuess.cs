namespace SaaSGate.Benchmarks.Names;

/// <summary>What the detector found in a text, and whether people found it too.</summary>
/// <param name="Source">Which corpus the text is of.</param>
/// <param name="Type">Type of the value.</param>
/// <param name="Score">Its score.</param>
/// <param name="Hit">Whether it is right.</param>
/// <param name="Weight">How much it counts: rows of one sentence count together little more than one row.</param>
internal readonly record struct NameGuess(string Source, string Type, double Score, bool Hit, double Weight);
