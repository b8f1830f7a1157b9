using System.ComponentModel.DataAnnotations;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>A stream of security events (Shared Signals) as somebody would have it.</summary>
/// <param name="Issuer"><c>iss</c> of its events, https://…</param>
/// <param name="Audience"><c>aud</c> of its events: what the transmitter calls this receiver.</param>
/// <param name="Enabled">Whether events are believed.</param>
/// <param name="KeysAddress">Where the issuer's keys are; absent where its ssf-configuration says so.</param>
/// <param name="Authorization">The Authorization header that events come with; absent leaves it as it is, empty takes it away.</param>
/// <param name="Delivery"><c>push</c>: the transmitter calls (RFC 8935); <c>poll</c>: SaaSGate fetches (RFC 8936), every few seconds.</param>
/// <param name="PollAddress">Where events are fetched; of a stream that is polled.</param>
/// <param name="AccessToken">For the transmitter: it is needed to poll, and to ask for a verification; absent leaves it as it is, empty takes it away.</param>
/// <param name="StreamId">What the transmitter calls the stream; it is needed to ask for a verification.</param>
internal sealed record SaveEventStream(
    string Issuer,
    string Audience,
    bool Enabled,
    string? KeysAddress = null,
    string? Authorization = null,
    [property: AllowedValues("push", "poll")] string Delivery = "push",
    string? PollAddress = null,
    string? AccessToken = null,
    string? StreamId = null);
