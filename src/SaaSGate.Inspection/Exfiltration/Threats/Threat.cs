namespace SaaSGate.Inspection.Exfiltration.Threats;

/// <summary>Something suspicious in one text.</summary>
/// <param name="Type">See <see cref="ThreatTypes"/>.</param>
/// <param name="Detector">Name in findings.</param>
/// <param name="Start">First unit.</param>
/// <param name="End">One past the last.</param>
/// <param name="Score">0 to 1.</param>
/// <param name="Destination">Host or address that something would go to; rules allow some of them.</param>
internal readonly record struct Threat(string Type, string Detector, int Start, int End, double Score, string? Destination = null);
