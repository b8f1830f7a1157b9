namespace SaaSGate.Gateway.Holds;

/// <summary>A tool call of an answer as reviewers and records see it, masked.</summary>
/// <param name="Index">Of its content block.</param>
/// <param name="Tool">The tool's name.</param>
/// <param name="Input">JSON text; cut where it is long.</param>
/// <param name="IsWhole">Whether it was not cut.</param>
internal sealed record ShownCall(int Index, string Tool, string Input, bool IsWhole);
