namespace SaaSGate.Inspection.Detection;

/// <summary>A value that a detector found, in indices of its view.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">First unit.</param>
/// <param name="End">One past the last unit seen; the value goes on from here where <paramref name="Tail"/> says how.</param>
/// <param name="Score">0 to 1.</param>
/// <param name="Tail">How a value that is longer than the look-ahead goes on; null where it has ended.</param>
/// <param name="TailState">State of the tail at <paramref name="End"/>.</param>
internal readonly record struct DetectedValue(ValueKind Kind, int Start, int End, double Score, Tail? Tail = null, int TailState = 0);
