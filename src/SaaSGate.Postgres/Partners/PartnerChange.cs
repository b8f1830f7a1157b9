using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Partners;

/// <summary>What became of a move between partners.</summary>
/// <param name="Done">Whether it holds; false where there is no such thing, or it has ended.</param>
/// <param name="Feeds">Feeds of both sides that tell of it.</param>
public sealed record PartnerChange(bool Done, IReadOnlyList<FeedAppended> Feeds);
