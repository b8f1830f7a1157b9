namespace SaaSGate.ControlPlane.Federation;

/// <summary>A stream of security events of an identity provider.</summary>
/// <param name="Issuer"><c>iss</c> of its events.</param>
/// <param name="Audience"><c>aud</c> of its events.</param>
/// <param name="Enabled">Whether events are believed.</param>
/// <param name="KeysAddress">Where the issuer's keys are; null where its ssf-configuration says so.</param>
/// <param name="HasAuthorization">Whether events must come with an Authorization header.</param>
/// <param name="Address">To be entered there: where events are pushed.</param>
/// <param name="LastAt">When the last event was believed.</param>
/// <param name="VerifiedAt">When the last verification event came.</param>
/// <param name="Version">For ETags.</param>
internal sealed record EventStreamView(
    string Issuer, string Audience, bool Enabled, string? KeysAddress, bool HasAuthorization, string Address, DateTimeOffset? LastAt, DateTimeOffset? VerifiedAt, long Version);
