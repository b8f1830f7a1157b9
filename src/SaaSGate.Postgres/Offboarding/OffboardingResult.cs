using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Offboarding;

/// <summary>What a word that somebody has left did.</summary>
/// <param name="Id">The offboarding, <c>ofb_…</c>.</param>
/// <param name="Began">Whether they leave with it; false where they had left before.</param>
/// <param name="Report">What ended now.</param>
/// <param name="Feeds">Events of feeds, of this organisation and of partners whose held requests ended with it.</param>
public sealed record OffboardingResult(string Id, bool Began, OffboardingReport Report, IReadOnlyList<FeedAppended> Feeds);
