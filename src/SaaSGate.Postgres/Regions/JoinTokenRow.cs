namespace SaaSGate.Postgres.Regions;

/// <summary>What is known of a join token.</summary>
/// <param name="RegionId">The region that it opens.</param>
/// <param name="Used">Whether a gateway has joined with it.</param>
/// <param name="Expired">Whether its time is over.</param>
public sealed record JoinTokenRow(string RegionId, bool Used, bool Expired);
