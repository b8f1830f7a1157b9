namespace SaaSGate.Inspection.Calls;

/// <summary>A piece of a stream that goes to the skill as a whole, or not at all.</summary>
/// <param name="Call">The call that it is; null for what lies between calls.</param>
/// <param name="Bytes">Whole events for the skill.</param>
/// <param name="Record">The same for the record; the very memory of <paramref name="Bytes"/> where that has no other form.</param>
public sealed record StreamPart(ToolCall? Call, ReadOnlyMemory<byte> Bytes, ReadOnlyMemory<byte> Record);
