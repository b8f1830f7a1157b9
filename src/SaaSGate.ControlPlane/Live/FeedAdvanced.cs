namespace SaaSGate.ControlPlane.Live;

/// <summary>Something was appended to an organisation's feed, and is committed.</summary>
/// <param name="OrganisationId">The organisation.</param>
/// <param name="Position">Its place in the feed.</param>
/// <param name="Kind">What kind of thing happened.</param>
/// <param name="Subject">Id of what it happened to.</param>
/// <param name="Payload">Facts that a page needs to show it; a JSON object.</param>
[GenerateSerializer, Immutable, Alias("feed-advanced")]
internal sealed record FeedAdvanced(
    [property: Id(0)] string OrganisationId,
    [property: Id(1)] long Position,
    [property: Id(2)] string Kind,
    [property: Id(3)] string Subject,
    [property: Id(4)] string Payload);
