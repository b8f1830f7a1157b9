namespace SaaSGate.Inspection.Masking;

/// <summary>What a token carries.</summary>
/// <param name="Text">The text in whose place it stands, unit by unit.</param>
/// <param name="Label">Number of the value's label.</param>
/// <param name="Fingerprint">Fingerprint of the value; null where it is that of <paramref name="Text"/>.</param>
/// <param name="Continues">Whether it goes on with a long value that the token before it began.</param>
internal readonly record struct SealedValue(string Text, uint Label, byte[]? Fingerprint, bool Continues);
