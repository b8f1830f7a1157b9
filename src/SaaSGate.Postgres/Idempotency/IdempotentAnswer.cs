namespace SaaSGate.Postgres.Idempotency;

/// <summary>An answer that is kept for a repeated request.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Headers">Location and ETag, a JSON object.</param>
/// <param name="Body">The body, JSON; null where there was none, it showed a secret, or it is read anew.</param>
/// <param name="Secret">Whether it showed a secret.</param>
public sealed record IdempotentAnswer(int Status, string Headers, string? Body, bool Secret);
