using System.ComponentModel.DataAnnotations;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>A stream of security events of an identity provider.</summary>
/// <param name="Issuer"><c>iss</c> of its events.</param>
/// <param name="Audience"><c>aud</c> of its events.</param>
/// <param name="Enabled">Whether events are believed.</param>
/// <param name="KeysAddress">Where the issuer's keys are; null where its ssf-configuration says so.</param>
/// <param name="HasAuthorization">Whether events must come with an Authorization header.</param>
/// <param name="Address">To be entered there: where events are pushed.</param>
/// <param name="Delivery">How they come.</param>
/// <param name="PollAddress">Where they are fetched; null where they are pushed.</param>
/// <param name="HasAccessToken">Whether there is an access token for the transmitter.</param>
/// <param name="StreamId">What the transmitter calls the stream; null where nobody said.</param>
/// <param name="PolledAt">When it was polled last.</param>
/// <param name="Failure">Why the last poll failed; null where it did not.</param>
/// <param name="LastAt">When the last event was believed.</param>
/// <param name="VerifiedAt">When the last verification event came.</param>
/// <param name="Version">For ETags.</param>
internal sealed record EventStreamView(
    string Issuer,
    string Audience,
    bool Enabled,
    string? KeysAddress,
    bool HasAuthorization,
    string Address,
    [property: AllowedValues("push", "poll")] string Delivery,
    string? PollAddress,
    bool HasAccessToken,
    string? StreamId,
    DateTimeOffset? PolledAt,
    string? Failure,
    DateTimeOffset? LastAt,
    DateTimeOffset? VerifiedAt,
    long Version);
