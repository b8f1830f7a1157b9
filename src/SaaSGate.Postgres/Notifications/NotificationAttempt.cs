namespace SaaSGate.Postgres.Notifications;

/// <summary>One try to send a message.</summary>
/// <param name="Attempt">From 1.</param>
/// <param name="At">When.</param>
/// <param name="Outcome">sent, retry, refused or void.</param>
/// <param name="Status">HTTP's or SMTP's; null where none came.</param>
/// <param name="Answer">What came back.</param>
public sealed record NotificationAttempt(int Attempt, DateTimeOffset At, string Outcome, int? Status, string Answer);
