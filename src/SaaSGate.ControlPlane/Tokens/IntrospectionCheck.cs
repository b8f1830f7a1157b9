using OpenIddict.Abstractions;
using OpenIddict.Server;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Tokens;
using SaaSGate.Postgres.Tokens;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace SaaSGate.ControlPlane.Tokens;

/// <summary>A token is active (RFC 7662) only while its skill would get another one.</summary>
internal sealed class IntrospectionCheck(TokenGrantStore grants) : IOpenIddictServerHandler<HandleIntrospectionRequestContext>
{
    public async ValueTask HandleAsync(HandleIntrospectionRequestContext context)
    {
        var token = context.GenericTokenPrincipal;
        if (!Id<Organisation>.TryParse(token.GetClaim(AccessTokenClaims.Organisation), out var organisation)
            || token.GetClaim(AccessTokenClaims.Credential) is not { } credential
            || await grants.FindAsync(organisation, credential, context.CancellationToken) is not { Refusal: null })
        {
            context.Reject(Errors.InvalidToken, "The token is not active.");
            return;
        }

        foreach (var name in (string[])[AccessTokenClaims.Organisation, AccessTokenClaims.Skill, AccessTokenClaims.Owner, AccessTokenClaims.Connection, AccessTokenClaims.Credential])
            context.Claims[name] = token.GetClaim(name);
    }
}
