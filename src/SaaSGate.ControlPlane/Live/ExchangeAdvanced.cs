namespace SaaSGate.ControlPlane.Live;

/// <summary>More of a response is recorded and can be read.</summary>
/// <param name="OrganisationId">The organisation.</param>
/// <param name="SessionId">The session.</param>
/// <param name="ExchangeId">The exchange.</param>
/// <param name="Position">Response bytes up to here can be read.</param>
/// <param name="Complete">Whether the exchange has ended.</param>
[GenerateSerializer, Immutable, Alias("exchange-advanced")]
internal sealed record ExchangeAdvanced(
    [property: Id(0)] string OrganisationId,
    [property: Id(1)] string SessionId,
    [property: Id(2)] string ExchangeId,
    [property: Id(3)] long Position,
    [property: Id(4)] bool Complete);
