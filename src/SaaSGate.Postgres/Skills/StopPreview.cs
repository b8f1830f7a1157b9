namespace SaaSGate.Postgres.Skills;

/// <summary>What stopping a skill would do, in numbers.</summary>
/// <param name="OpenStreams">Open exchanges that would be cut.</param>
/// <param name="HeldRequests">Requests waiting for a reviewer that would be dropped.</param>
/// <param name="ActiveKeys">Keys that would be refused.</param>
public sealed record StopPreview(int OpenStreams, int HeldRequests, int ActiveKeys);
