namespace SaaSGate.ControlPlane.Identity;

/// <summary>An organisation by its names.</summary>
/// <param name="Id">Its id, <c>org_…</c>.</param>
/// <param name="Slug">Its short name.</param>
/// <param name="Name">Its name.</param>
internal sealed record OrganisationName(string Id, string Slug, string Name);
