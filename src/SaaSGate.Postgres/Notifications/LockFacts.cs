namespace SaaSGate.Postgres.Notifications;

/// <summary>What a lock stops, and why.</summary>
/// <param name="Name">Name of what is stopped; its id where it has none.</param>
/// <param name="Reason">Why; null when no lock is left.</param>
/// <param name="ByName">Who put it.</param>
public sealed record LockFacts(string Name, string? Reason, string? ByName);
