namespace SaaSGate.Inspection;

/// <summary>A text, masked, and what was seen in it.</summary>
/// <param name="Findings">In the order of the text. They do not overlap.</param>
/// <param name="Masked">The text with labels where masked values stood. The very text where nothing is masked.</param>
public sealed record TextInspection(IReadOnlyList<Finding> Findings, string Masked);
