namespace SaaSGate.Postgres.Notifications;

/// <summary>What became of a try.</summary>
/// <param name="Outcome">sent, retry, refused or void.</param>
/// <param name="Status">HTTP's or SMTP's; null where none came.</param>
/// <param name="Answer">What came back, fit to be shown.</param>
/// <param name="NextAt">Of a retry, when.</param>
/// <param name="Handle">JSON by which the other side knows the message; null where it gave none.</param>
public sealed record NotificationResult(string Outcome, int? Status, string Answer, DateTimeOffset? NextAt, string? Handle);
