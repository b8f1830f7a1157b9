namespace SaaSGate.Postgres.Policies;

/// <summary>What a detector saw in a recorded request.</summary>
/// <param name="ExchangeId">The exchange.</param>
/// <param name="Type">Type of the value.</param>
/// <param name="Detector">The detector.</param>
/// <param name="Location">JSON pointer in the body.</param>
/// <param name="SpanStart">First UTF-16 unit in the unmasked text.</param>
/// <param name="SpanEnd">One past the last.</param>
/// <param name="Score">0 to 1.</param>
/// <param name="Label">The label that stands for the value.</param>
/// <param name="Fingerprint">Its fingerprint; null where there is none.</param>
/// <param name="Rule">The rule that asked.</param>
public sealed record BacktestFinding(
    string ExchangeId, string Type, string Detector, string Location, int SpanStart, int SpanEnd, float Score, string Label, byte[]? Fingerprint, string? Rule);
