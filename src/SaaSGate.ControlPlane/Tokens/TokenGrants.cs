using System.Security.Claims;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Tokens;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Tokens;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace SaaSGate.ControlPlane.Tokens;

/// <summary>Says what the token of an authenticated client holds: the skill, as it is at this moment, or why there is none.</summary>
internal sealed class TokenGrants(IOpenIddictApplicationManager applications, TokenGrantStore grants, RefusedTokens refused, TimeProvider clock)
    : IOpenIddictServerHandler<HandleTokenRequestContext>
{
    public async ValueTask HandleAsync(HandleTokenRequestContext context)
    {
        if (!context.Request.IsClientCredentialsGrantType())
            return;
        var application = await applications.FindByClientIdAsync(context.Request.ClientId!, context.CancellationToken);
        var properties = application is null ? null : await applications.GetPropertiesAsync(application, context.CancellationToken);
        if (properties is null || !properties.TryGetValue("organisation", out var owner) || !Id<Organisation>.TryParse(owner.GetString(), out var organisation)
            || !Id<SkillClient>.TryParse(context.Request.ClientId, out var client)
            || await grants.FindAsync(organisation, client, context.CancellationToken) is not { } grant)
        {
            context.Reject(Errors.InvalidClient, "This client is not known.");
            return;
        }

        if (grant.Refusal is { } refusal)
        {
            await refused.TellAsync(organisation, client.Value, refusal, Actor.System, 1, context.CancellationToken);
            context.Reject(Errors.UnauthorizedClient, $"The skill gets no token: {refusal}.");
            return;
        }

        context.SignIn(PrincipalOf(organisation, client.Value, grant, clock.GetUtcNow(), grant.EndsAt));
    }

    /// <summary>What becomes of an access token.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="credential">The client, or the mapping of a trusted issuer.</param>
    /// <param name="grant">The skill.</param>
    /// <param name="now">The present time.</param>
    /// <param name="endsAt">The token ends no later.</param>
    public static ClaimsPrincipal PrincipalOf(Id<Organisation> organisation, string credential, TokenGrant grant, DateTimeOffset now, DateTimeOffset endsAt)
    {
        var identity = new ClaimsIdentity("saasgate", Claims.Name, Claims.Role);
        identity.SetClaim(AccessTokenClaims.Skill, grant.SkillId)
            .SetClaim(AccessTokenClaims.Organisation, organisation.Value)
            .SetClaim(AccessTokenClaims.Owner, grant.OwnerUserId)
            .SetClaim(AccessTokenClaims.Connection, grant.ConnectionId)
            .SetClaim(AccessTokenClaims.Credential, credential);
        identity.SetResources(AccessTokenClaims.Gateway);
        identity.SetDestinations(static _ => [Destinations.AccessToken]);
        var left = endsAt - now;
        return new ClaimsPrincipal(identity).SetAccessTokenLifetime(left < TokenServices.AccessTokenLife ? left : TokenServices.AccessTokenLife);
    }
}
