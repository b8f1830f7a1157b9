using System.Text.Json;

namespace SaaSGate.Postgres.Idempotency;

/// <summary>What became of the first request with an idempotency key.</summary>
/// <param name="RequestHash">Keyed hash of method, path and body.</param>
/// <param name="Status">HTTP status of its answer; null while it is at work.</param>
/// <param name="Headers">Location and ETag, as an object.</param>
/// <param name="Body">Its answer; null where there was none, it showed a secret, or it is read anew.</param>
/// <param name="Secret">Whether it showed a secret.</param>
public sealed record IdempotencyRow(byte[] RequestHash, int? Status, JsonElement? Headers, JsonElement? Body, bool Secret);
