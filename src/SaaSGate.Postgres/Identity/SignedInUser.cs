namespace SaaSGate.Postgres.Identity;

/// <summary>A person as known by a sign-in.</summary>
/// <param name="Id">The person's id, <c>usr_…</c>.</param>
/// <param name="Email">The e-mail address of the person's account, which no organisation has set.</param>
/// <param name="OrganisationId">The one organisation that the sign-in opens; null where it opens all of the person's.</param>
/// <param name="ProviderId">The identity provider that vouched; null for a local account.</param>
public sealed record SignedInUser(string Id, string Email, string? OrganisationId, string? ProviderId);
