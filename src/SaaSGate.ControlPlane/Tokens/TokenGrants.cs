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
        if (context.Request.GrantType == GrantTypes.TokenExchange)
        {
            await ExchangeAsync(context);
            return;
        }

        if (!context.Request.IsClientCredentialsGrantType())
            return;
        var application = await applications.FindByClientIdAsync(context.Request.ClientId!, context.CancellationToken);
        var properties = application is null ? null : await applications.GetPropertiesAsync(application, context.CancellationToken);
        if (properties is null || !properties.TryGetValue("organisation", out var owner) || !Id<Organisation>.TryParse(owner.GetString(), out var organisation)
            || !Id<SkillClient>.TryParse(context.Request.ClientId, out var client)
            || await grants.FindAsync(organisation, client.Value, context.CancellationToken) is not { } grant)
        {
            context.Reject(Errors.InvalidClient, "This client is not known.");
            return;
        }

        await GiveAsync(context, organisation, client.Value, grant, grant.EndsAt);
    }

    private async Task ExchangeAsync(HandleTokenRequestContext context)
    {
        if (context.Transaction.Properties.TryGetValue(SubjectTokenCheck.Found, out var found) && found is ExchangedToken exchanged
            && await grants.FindAsync(exchanged.Organisation, exchanged.Mapping.Value, context.CancellationToken) is { } grant)
            await GiveAsync(context, exchanged.Organisation, exchanged.Mapping.Value, grant, exchanged.EndsAt < grant.EndsAt ? exchanged.EndsAt : grant.EndsAt);
        else
            context.Reject(Errors.InvalidRequest, "The subject token stands for no skill.");
    }

    private async Task GiveAsync(HandleTokenRequestContext context, Id<Organisation> organisation, string credential, TokenGrant grant, DateTimeOffset endsAt)
    {
        if (grant.Refusal is { } refusal)
        {
            await refused.TellAsync(organisation, "token.refused", credential, refusal, Actor.System, 1, context.CancellationToken);
            context.Reject(Errors.UnauthorizedClient, $"The skill gets no token: {refusal}.");
        }
        else if (endsAt <= clock.GetUtcNow())
        {
            context.Reject(Errors.InvalidRequest, "The subject token is over.");
        }
        else
        {
            context.SignIn(PrincipalOf(organisation, credential, grant, clock.GetUtcNow(), endsAt));
        }
    }

    /// <summary>What becomes of an access token.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="credential">The client, or the mapping of a trusted issuer.</param>
    /// <param name="grant">The skill.</param>
    /// <param name="now">The present time.</param>
    /// <param name="endsAt">The token ends no later.</param>
    private static ClaimsPrincipal PrincipalOf(Id<Organisation> organisation, string credential, TokenGrant grant, DateTimeOffset now, DateTimeOffset endsAt)
    {
        var identity = new ClaimsIdentity("saasgate", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, grant.SkillId)
            .SetClaim(AccessTokenClaims.Skill, grant.SkillId)
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
