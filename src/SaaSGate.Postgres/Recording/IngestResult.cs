using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Recording;

/// <summary>What a batch changed, for those who watch.</summary>
/// <param name="Feeds">Sessions that began or went on.</param>
/// <param name="Exchanges">Responses that went on.</param>
/// <param name="Orphans">Records of exchanges that never began here or have ended: they were left out, and should not exist.</param>
public sealed record IngestResult(IReadOnlyList<FeedAppended> Feeds, IReadOnlyList<ExchangeProgress> Exchanges, int Orphans)
{
    /// <summary>Everything was known already.</summary>
    public static IngestResult Nothing { get; } = new([], [], 0);
}
