namespace SaaSGate.Postgres.Approvals;

/// <summary>An approval whose time is up.</summary>
/// <param name="OrganisationId">Whose.</param>
/// <param name="Id"><c>apr_…</c>.</param>
public sealed record OverdueApproval(string OrganisationId, string Id);
