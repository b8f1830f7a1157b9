namespace SaaSGate.Inspection.Requests;

/// <summary>One content block of a request, as its bytes stand in the body.</summary>
/// <param name="Kind">What part of the request it is.</param>
/// <param name="Message">Index of its message; -1 for other kinds.</param>
/// <param name="Content">JSON: a string with its quotes, or an object. A slice of the body.</param>
public sealed record RequestBlock(RequestBlockKind Kind, int Message, ReadOnlyMemory<byte> Content);
