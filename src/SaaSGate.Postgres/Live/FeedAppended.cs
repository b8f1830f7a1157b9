namespace SaaSGate.Postgres.Live;

/// <summary>An event that a committed transaction appended to a feed: portals are to be told.</summary>
/// <param name="OrganisationId">Whose feed.</param>
/// <param name="Event">The event with its position.</param>
public sealed record FeedAppended(string OrganisationId, FeedEvent Event);
