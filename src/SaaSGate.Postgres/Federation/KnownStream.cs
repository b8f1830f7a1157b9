namespace SaaSGate.Postgres.Federation;

/// <summary>Whom events are believed for an organisation.</summary>
/// <param name="Issuer"><c>iss</c> of events.</param>
/// <param name="Audience"><c>aud</c> of events.</param>
/// <param name="KeysAddress">Where the issuer's keys are; null where its own configuration says so.</param>
/// <param name="AuthorizationHash">SHA-256 of the Authorization header that events come with; null for none.</param>
/// <param name="Enabled">Whether any is believed.</param>
/// <param name="Version">For ETags.</param>
/// <param name="LastAt">When the last one was believed.</param>
/// <param name="VerifiedAt">When the last verification event came.</param>
public sealed record KnownStream(
    string Issuer, string Audience, string? KeysAddress, byte[]? AuthorizationHash, bool Enabled, long Version, DateTimeOffset? LastAt, DateTimeOffset? VerifiedAt);
