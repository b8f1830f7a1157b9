using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace SaaSGate.Postgres.Organisations;

/// <summary>A person of an organisation.</summary>
/// <param name="Id">The person's id, <c>usr_…</c>.</param>
/// <param name="DisplayName">The person's name.</param>
/// <param name="Email">The person's e-mail address.</param>
/// <param name="Roles">Names of roles; empty for someone who has left but still owns something.</param>
/// <param name="Status">active; inactive when they have left and what they answered for has ended.</param>
/// <param name="Source">Who keeps them: local for people here, scim, oidc or saml for an identity provider.</param>
/// <param name="EmailVerified">Whether the address is known to be theirs.</param>
/// <param name="Permissions">What the roles allow, where it was read.</param>
public sealed record MemberView(
    string Id,
    string DisplayName,
    string Email,
    IReadOnlyList<string> Roles,
    [property: AllowedValues("active", "inactive")] string Status = "active",
    [property: AllowedValues("local", "scim", "oidc", "saml")] string Source = "local",
    bool EmailVerified = true,
    [property: JsonIgnore] IReadOnlyList<string>? Permissions = null)
{
    /// <summary>Whether they are here and may answer for a skill: somebody with a role, or whom an identity provider keeps.</summary>
    [JsonIgnore]
    public bool MayOwn => Status == "active" && (Roles.Count > 0 || Source != "local");
}
