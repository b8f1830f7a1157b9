namespace SaaSGate.Postgres.Organisations;

/// <summary>An organisation that a person belongs to.</summary>
/// <param name="OrganisationId">The organisation's id.</param>
/// <param name="Slug">Its short name in addresses.</param>
/// <param name="Name">Its name.</param>
/// <param name="Roles">What the person may do there.</param>
public sealed record Membership(string OrganisationId, string Slug, string Name, IReadOnlyList<string> Roles);
