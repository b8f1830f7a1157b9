using SaaSGate.Postgres.Live;

namespace SaaSGate.ControlPlane.Live;

/// <summary>What happened after a position.</summary>
/// <param name="Items">Events, oldest first.</param>
/// <param name="Position">The last position given: ask for what is after it next.</param>
internal sealed record FeedPage(IReadOnlyList<FeedEvent> Items, long Position);
