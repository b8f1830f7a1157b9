namespace SaaSGate.Postgres.Billing;

/// <summary>Use that Stripe is to be told of.</summary>
/// <param name="Id">The event's identifier at Stripe.</param>
/// <param name="Meter">What was counted.</param>
/// <param name="BilledHour">The hour that Stripe counts it in.</param>
/// <param name="At">The event's time, in that hour.</param>
/// <param name="Quantity">How much; less than nothing for a correction.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="WindowFrom">The first attempt since it was last known not to have arrived; null where there was none.</param>
/// <param name="TriedAt">The last attempt.</param>
/// <param name="Error">Why it is not known to have arrived; null where nothing went wrong.</param>
public sealed record UsageSend(string Id, string Meter, DateTimeOffset BilledHour, DateTimeOffset At, long Quantity, int Attempts, DateTimeOffset? WindowFrom, DateTimeOffset? TriedAt, string? Error);
