using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Exposure;

/// <summary>How far a list is.</summary>
/// <param name="Looked">Values looked up so far.</param>
/// <param name="Event">The event of the feed, when that was the last step.</param>
public sealed record ExposureListStep(int Looked, FeedEvent? Event);
