namespace SaaSGate.Postgres.Federation;

/// <summary>A stream of events as somebody would have it.</summary>
/// <param name="Issuer"><c>iss</c> of events.</param>
/// <param name="Audience"><c>aud</c> of events.</param>
/// <param name="KeysAddress">Where the issuer's keys are; null where its own configuration says so.</param>
/// <param name="AuthorizationHash">SHA-256 of the Authorization header; null leaves it as it is.</param>
/// <param name="HasAuthorization">Whether there is one; false takes it away.</param>
/// <param name="Enabled">Whether any event is believed.</param>
public sealed record EventStreamDraft(string Issuer, string Audience, string? KeysAddress, byte[]? AuthorizationHash, bool HasAuthorization, bool Enabled);
