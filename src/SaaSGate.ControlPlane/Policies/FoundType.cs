namespace SaaSGate.ControlPlane.Policies;

/// <summary>How many values of a type there are.</summary>
/// <param name="Type">Such as <c>EMAIL</c>.</param>
/// <param name="Count">How many.</param>
internal sealed record FoundType(string Type, int Count);
