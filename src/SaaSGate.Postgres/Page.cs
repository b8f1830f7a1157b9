namespace SaaSGate.Postgres;

/// <summary>A part of a list.</summary>
/// <typeparam name="T">What the list holds.</typeparam>
/// <param name="Items">The things, in the list's order.</param>
/// <param name="Next">Cursor of the part that follows; null at the end.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
