namespace SaaSGate.Inspection.Calls;

/// <summary>A tool that an answer tells the skill to run.</summary>
/// <param name="Index">Of its content block.</param>
/// <param name="Name">Of the tool, as the skill gets it.</param>
/// <param name="Input">UTF-8 JSON, the bytes that the skill gets; from a stream, its pieces joined.</param>
/// <param name="RecordName">The name as the record holds it.</param>
/// <param name="RecordInput">The input as the record holds it: labels where the skill gets a token.</param>
public sealed record ToolCall(int Index, string Name, ReadOnlyMemory<byte> Input, string RecordName, ReadOnlyMemory<byte> RecordInput);
