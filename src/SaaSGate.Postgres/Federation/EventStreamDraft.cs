namespace SaaSGate.Postgres.Federation;

/// <summary>A stream of events as somebody would have it.</summary>
/// <param name="Issuer"><c>iss</c> of events.</param>
/// <param name="Audience"><c>aud</c> of events.</param>
/// <param name="KeysAddress">Where the issuer's keys are; null where its own configuration says so.</param>
/// <param name="AuthorizationHash">SHA-256 of the Authorization header; null leaves it as it is.</param>
/// <param name="HasAuthorization">Whether there is one; false takes it away.</param>
/// <param name="KeepsOther">Whether the header before counts on for now: the transmitter goes from one to the other.</param>
/// <param name="Enabled">Whether any event is believed.</param>
/// <param name="Delivery"><c>push</c> or <c>poll</c>.</param>
/// <param name="PollAddress">Where events are fetched; null where they are pushed.</param>
/// <param name="TokenSealed">The access token for the transmitter; null leaves it as it is.</param>
/// <param name="HasToken">Whether there is one; false takes it away.</param>
/// <param name="StreamId">What the transmitter calls the stream; null where nobody says.</param>
public sealed record EventStreamDraft(
    string Issuer, string Audience, string? KeysAddress, byte[]? AuthorizationHash, bool HasAuthorization, bool KeepsOther, bool Enabled, string Delivery, string? PollAddress, byte[]? TokenSealed,
    bool HasToken, string? StreamId);
