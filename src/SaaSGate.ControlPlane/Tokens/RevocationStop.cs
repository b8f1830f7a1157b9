using OpenIddict.Abstractions;
using OpenIddict.Server;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Contracts.Tokens;
using SaaSGate.ControlPlane.Live;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Tokens;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace SaaSGate.ControlPlane.Tokens;

/// <summary>A revoked token (RFC 7009) is a stop: gateways, which ask nobody, cut what runs with it. A client that revokes without end is told to wait.</summary>
internal sealed class RevocationStop(TokenStopStore stops, LiveNotices notices, TimeProvider clock) : IOpenIddictServerHandler<HandleRevocationRequestContext>
{
    /// <summary>What a transaction knows of when there is room for another stop.</summary>
    public const string FullUntil = "saasgate:stops_full_until";

    public async ValueTask HandleAsync(HandleRevocationRequestContext context)
    {
        var token = context.GenericTokenPrincipal;
        if (!Id<Organisation>.TryParse(token.GetClaim(AccessTokenClaims.Organisation), out var organisation) || token.GetClaim(AccessTokenClaims.TokenId) is not { Length: > 0 } id)
            return;
        var client = context.Request.ClientId is { Length: > 0 } named ? named : token.GetClaim(AccessTokenClaims.Credential) ?? "";
        var endsAt = (token.GetExpirationDate() ?? clock.GetUtcNow() + TokenServices.AccessTokenLife).AddSeconds(TokenCheck.Leeway);
        var (feeds, fullUntil) = await stops.StopAsync(new(organisation, StopKind.Credential, id), new Actor(client, client), endsAt, context.CancellationToken);
        if (fullUntil is { } until)
        {
            context.Transaction.Properties[FullUntil] = until;
            context.Reject(Errors.SlowDown, "This client has revoked as many tokens as may be stopped at once, and this one still works. Try again as late as retry-after says, or have the client revoked.");
            return;
        }

        notices.FeedAdvanced(feeds);
    }
}
