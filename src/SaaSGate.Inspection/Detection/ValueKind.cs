namespace SaaSGate.Inspection.Detection;

/// <summary>What a detector can find.</summary>
/// <param name="Detector">Name in findings: lower case, stable.</param>
/// <param name="Type">Common type: what rules and labels call it.</param>
/// <param name="Rank">Among overlapping values the highest rank names the label.</param>
internal sealed record ValueKind(string Detector, string Type, int Rank);
