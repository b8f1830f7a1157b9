namespace SaaSGate.ControlPlane.Federation;

/// <summary>A stream of security events (Shared Signals) as somebody would have it.</summary>
/// <param name="Issuer"><c>iss</c> of its events, https://…</param>
/// <param name="Audience"><c>aud</c> of its events: what the transmitter calls this receiver.</param>
/// <param name="Enabled">Whether events are believed.</param>
/// <param name="KeysAddress">Where the issuer's keys are; absent where its ssf-configuration says so.</param>
/// <param name="Authorization">The Authorization header that events come with; absent leaves it as it is, empty takes it away.</param>
internal sealed record SaveEventStream(string Issuer, string Audience, bool Enabled, string? KeysAddress = null, string? Authorization = null);
