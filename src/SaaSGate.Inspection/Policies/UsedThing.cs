namespace SaaSGate.Inspection.Policies;

/// <summary>A tool, destination or model that a request or a tool call uses.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Value">Its name, masked as <see cref="Inspector.MaskText"/> masks.</param>
public sealed record UsedThing(SeenKind Kind, string Value);
