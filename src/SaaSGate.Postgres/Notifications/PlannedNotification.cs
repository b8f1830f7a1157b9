namespace SaaSGate.Postgres.Notifications;

/// <summary>A message that is to be sent.</summary>
/// <param name="Receiver">Channel or browser.</param>
/// <param name="Key">Of the event; a receiver is told of it once.</param>
/// <param name="Event">waiting, voted, escalated, decided, ended, locked, lifted or incident.</param>
/// <param name="Severity">low, medium or high.</param>
/// <param name="Of">The event.</param>
public sealed record PlannedNotification(string Receiver, string Key, string Event, string Severity, NotifiableEvent Of);
