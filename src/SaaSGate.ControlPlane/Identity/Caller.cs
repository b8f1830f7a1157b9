using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>Who calls, in which organisation, parsed once from the authenticated principal.</summary>
/// <param name="OrganisationId">The organisation that the call is made in.</param>
/// <param name="ActorId">The person (<c>usr_…</c>) or token (<c>tok_…</c>) that acts.</param>
/// <param name="ActorName">The actor's name for logs that people read.</param>
/// <param name="User">The person; null for a token.</param>
/// <param name="Permissions">What the caller may do now; of a token, as much of its scopes as who made it may do.</param>
/// <param name="SignInId">The sign-in that the cookie belongs to; null for a token.</param>
/// <param name="MadeBy">Who made the token; null for a person.</param>
internal sealed record Caller(
    Id<Organisation> OrganisationId, string ActorId, string ActorName, Id<User>? User, IReadOnlyList<string> Permissions, string? SignInId, string? MadeBy)
{
    public Actor Actor => new(ActorId, ActorName);

    /// <summary>The person who acts; of a token, who made it.</summary>
    public string PersonId => MadeBy ?? ActorId;

    /// <summary>Whether the caller is this person, or a token that this person made.</summary>
    public bool SpeaksFor(string? userId) => userId is not null && (userId == ActorId || userId == MadeBy);

    /// <summary>Whether <see cref="Access.Decide"/> lets the caller in.</summary>
    public bool MayDecide => May(Identity.Permissions.Decide);

    /// <summary>Whether the caller has one of <see cref="Identity.Permissions"/>.</summary>
    public bool May(string permission) => Permissions.Contains(permission);

    public static ValueTask<Caller> BindAsync(HttpContext context) => ValueTask.FromResult(From(context.User));

    public static Caller From(ClaimsPrincipal principal)
    {
        var actor = principal.FindFirstValue(CallerClaims.Actor) ?? throw new InvalidOperationException("A handler that needs a caller must stand behind authorization.");
        return new(
            Id<Organisation>.Parse(principal.FindFirstValue(CallerClaims.Organisation)!),
            actor,
            principal.FindFirstValue(CallerClaims.Name) ?? actor,
            Id<User>.TryParse(actor, out var user) ? user : null,
            [.. principal.FindAll(CallerClaims.Permission).Select(claim => claim.Value)],
            principal.FindFirstValue(CallerClaims.SignIn),
            principal.FindFirstValue(CallerClaims.MadeBy));
    }
}
