using OpenIddict.Abstractions;
using OpenIddict.Server;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Contracts.Tokens;
using SaaSGate.ControlPlane.Live;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Regions;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace SaaSGate.ControlPlane.Tokens;

/// <summary>A revoked token (RFC 7009) is a stop: gateways, which ask nobody, cut what runs with it.</summary>
internal sealed class RevocationStop(StopStore stops, LiveNotices notices, TimeProvider clock) : IOpenIddictServerHandler<HandleRevocationRequestContext>
{
    public async ValueTask HandleAsync(HandleRevocationRequestContext context)
    {
        var token = context.GenericTokenPrincipal;
        if (!Id<Organisation>.TryParse(token.GetClaim(AccessTokenClaims.Organisation), out var organisation) || token.GetClaim(AccessTokenClaims.TokenId) is not { Length: > 0 } id)
            return;
        var client = context.Request.ClientId ?? "";
        var endsAt = (token.GetExpirationDate() ?? clock.GetUtcNow() + TokenServices.AccessTokenLife).AddSeconds(TokenCheck.Leeway);
        var stopped = await stops.AddLockAsync(
            new(organisation, StopKind.Credential, id), "The token was revoked.", new(LockTerms.Admins, endsAt), new Actor(client, client), context.CancellationToken);
        notices.FeedAdvanced(stopped.Feeds);
    }
}
