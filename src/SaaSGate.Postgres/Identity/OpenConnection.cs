namespace SaaSGate.Postgres.Identity;

/// <summary>A connection that a person holds open by a sign-in.</summary>
/// <param name="Key">Names the connection.</param>
/// <param name="SignInId">The sign-in.</param>
/// <param name="Stamp">The security stamp that the cookie was made with.</param>
/// <param name="UserId">The person, <c>usr_…</c>.</param>
/// <param name="OrganisationId">The organisation that it shows.</param>
public sealed record OpenConnection(string Key, string SignInId, string Stamp, string UserId, string OrganisationId);
