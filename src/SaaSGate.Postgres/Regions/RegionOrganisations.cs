namespace SaaSGate.Postgres.Regions;

/// <summary>Whom a region serves.</summary>
/// <param name="Served">Organisations that it serves now.</param>
/// <param name="EverServed">These, and those that have left it: their records may still come.</param>
public sealed record RegionOrganisations(IReadOnlySet<string> Served, IReadOnlySet<string> EverServed);
