namespace SaaSGate.Postgres.Locks;

/// <summary>A lock whose time is up.</summary>
/// <param name="OrganisationId">Whose.</param>
/// <param name="Id">Which.</param>
public sealed record OverdueLock(string OrganisationId, string Id);
