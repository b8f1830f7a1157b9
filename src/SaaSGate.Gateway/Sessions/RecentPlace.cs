namespace SaaSGate.Gateway.Sessions;

/// <summary>Where a request was, on a gateway's own clock.</summary>
/// <param name="Session">Its session.</param>
/// <param name="Exchange">The exchange that it was.</param>
/// <param name="Began">When the session began here; of a named one, when its name was last used.</param>
/// <param name="At">When the request came.</param>
internal readonly record struct RecentPlace(string Session, string Exchange, long Began, long At);
