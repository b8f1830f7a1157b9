namespace SaaSGate.EndToEnd.Tests.Failures;

/// <summary>An exchange in PostgreSQL.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Outcome">How it ended; null while it is open.</param>
/// <param name="Problem">Code of the problem, where there was one.</param>
/// <param name="StartedAt">When the gateway began to record it, before it looked whether it may send it.</param>
/// <param name="EndedAt">When its end was recorded; null while it is open.</param>
/// <param name="Sha256">Of the request as the management API gives it back, in lower-case hexadecimal.</param>
internal sealed record RecordedExchange(string Id, string? Outcome, string? Problem, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, string Sha256);
