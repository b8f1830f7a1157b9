namespace SaaSGate.Gateway.Holds;

/// <summary>A tool call of an answer as reviewers and records see it, masked.</summary>
/// <param name="Index">Of its content block.</param>
/// <param name="Tool">The tool's name.</param>
/// <param name="Input">JSON text; cut where it is long.</param>
/// <param name="IsWhole">Whether it was not cut.</param>
/// <param name="Destinations">Where it may send something; null where that is not known, or not all of it is shown.</param>
/// <param name="Binding">Stands for these places, under the organisation's digest key: what goes elsewhere is not like it. Null where there are none.</param>
internal sealed record ShownCall(int Index, string Tool, string Input, bool IsWhole, IReadOnlyList<string>? Destinations, string? Binding);
