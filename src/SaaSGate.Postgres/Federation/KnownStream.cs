namespace SaaSGate.Postgres.Federation;

/// <summary>Whom events are believed for an organisation.</summary>
/// <param name="Issuer"><c>iss</c> of events.</param>
/// <param name="Audience"><c>aud</c> of events.</param>
/// <param name="KeysAddress">Where the issuer's keys are; null where its own configuration says so.</param>
/// <param name="AuthorizationHash">SHA-256 of the Authorization header that events come with; null for none.</param>
/// <param name="OtherHash">Of a header that counts too; null for none.</param>
/// <param name="Enabled">Whether any is believed.</param>
/// <param name="Version">For ETags.</param>
/// <param name="LastAt">When the last one was believed.</param>
/// <param name="VerifiedAt">When the last verification event came.</param>
/// <param name="Delivery"><c>push</c> or <c>poll</c>.</param>
/// <param name="PollAddress">Where events are fetched; null where they are pushed.</param>
/// <param name="TokenSealed">The access token for the transmitter; null for none.</param>
/// <param name="StreamId">What the transmitter calls the stream; null where nobody said.</param>
/// <param name="ExpectedState">State of the verification that was asked for last; null for none.</param>
/// <param name="PolledAt">When it was polled last.</param>
/// <param name="Failure">Why the last poll failed; null where it did not.</param>
public sealed record KnownStream(
    string Issuer, string Audience, string? KeysAddress, byte[]? AuthorizationHash, byte[]? OtherHash, bool Enabled, long Version, DateTimeOffset? LastAt, DateTimeOffset? VerifiedAt, string Delivery,
    string? PollAddress, byte[]? TokenSealed, string? StreamId, string? ExpectedState, DateTimeOffset? PolledAt, string? Failure)
{
    /// <summary>Whether events are fetched instead of taken where they are pushed.</summary>
    public bool IsPolled => Delivery == "poll";
}
