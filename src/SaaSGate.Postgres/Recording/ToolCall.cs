namespace SaaSGate.Postgres.Recording;

/// <summary>A tool that an answer calls, or its own text, and a host that it names.</summary>
/// <param name="Tool">Name of the tool; empty for the answer's text.</param>
/// <param name="Host">A host in its input, lower case; empty where it names none.</param>
internal readonly record struct ToolCall(string Tool, string Host);
