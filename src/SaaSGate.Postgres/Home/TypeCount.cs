namespace SaaSGate.Postgres.Home;

/// <summary>How many findings of a type.</summary>
/// <param name="Type">Type of the value, such as <c>EMAIL</c>.</param>
/// <param name="Count">How many.</param>
public sealed record TypeCount(string Type, long Count);
