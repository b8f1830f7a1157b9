namespace SaaSGate.Postgres.Organisations;

/// <summary>An organisation by its names.</summary>
/// <param name="Id">Its id, <c>org_…</c>.</param>
/// <param name="Slug">Its short name.</param>
/// <param name="Name">Its name.</param>
public sealed record OrganisationView(string Id, string Slug, string Name);
