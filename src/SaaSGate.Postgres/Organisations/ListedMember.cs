using System.ComponentModel.DataAnnotations;

namespace SaaSGate.Postgres.Organisations;

/// <summary>A person of an organisation, as others see them there.</summary>
public sealed record ListedMember
{
    /// <summary>The person's id, <c>usr_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The person's name.</summary>
    public required string DisplayName { get; init; }

    /// <summary>The person's e-mail address.</summary>
    public required string Email { get; init; }

    /// <summary>Whether the address is known to be theirs.</summary>
    public required bool EmailVerified { get; init; }

    /// <summary>Names of roles that they have; none of somebody who has left.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>Those of them that were given here, by hand; the others come with groups.</summary>
    public required IReadOnlyList<string> GivenRoles { get; init; }

    /// <summary>Whether roles are not given here: an identity provider says them anew with each sign-in, all but owner, or the person has left.</summary>
    public required bool RolesKept { get; init; }

    /// <summary>Grows when roles change; the ETag of <see cref="GivenRoles"/>.</summary>
    public required long RolesVersion { get; init; }

    /// <summary>active; inactive when they have left and what they answered for has ended.</summary>
    [AllowedValues("active", "inactive")]
    public required string Status { get; init; }

    /// <summary>Who keeps them: local for people here, scim, oidc or saml for an identity provider.</summary>
    [AllowedValues("local", "scim", "oidc", "saml")]
    public required string Source { get; init; }

    /// <summary>When they last signed in to this organisation's portal; null for never, or longer ago than sign-ins are kept.</summary>
    public DateTimeOffset? LastSignInAt { get; init; }
}
