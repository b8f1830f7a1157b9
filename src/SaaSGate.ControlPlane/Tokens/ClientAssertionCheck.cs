using System.Security.Claims;
using System.Text;
using System.Text.Json;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Tokens;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Tokens;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace SaaSGate.ControlPlane.Tokens;

/// <summary>
/// Checks a client assertion (RFC 7523 section 3, OpenID Connect Core section 9): signed by a key of the client, for this token service, in
/// time, and used once. Common clients send no <c>typ</c>, <c>JWT</c> or the new one, and as <c>aud</c> the issuer or the token endpoint.
/// </summary>
internal sealed class ClientAssertionCheck(
    IOpenIddictApplicationManager applications, UsedAssertionStore used, TokenIssuer issuer, RefusedTokens refused, TimeProvider clock)
    : IOpenIddictServerHandler<ProcessAuthenticationContext>
{
    private const int LongestId = 300;
    private static readonly string[] Types = ["", "jwt", "client-authentication+jwt"];
    private static readonly TimeSpan LongestLife = TimeSpan.FromHours(1);

    public async ValueTask HandleAsync(ProcessAuthenticationContext context)
    {
        if (string.IsNullOrEmpty(context.ClientAssertion))
            return;

        // 1. Whose it says it is.
        if (context.ClientAssertionType != ClientAssertionTypes.JwtBearer || !SignedToken.TryRead(context.ClientAssertion, out var assertion)
            || (context.ClientId is { Length: > 0 } id && id != assertion.Issuer)
            || await applications.FindByClientIdAsync(assertion.Issuer, context.CancellationToken) is not { } client)
        {
            Refuse(TokenCheck.Malformed);
            return;
        }

        context.Transaction.SetProperty(FailedClients.Claimed, assertion.Issuer);

        // 2. Whether it is.
        var properties = await applications.GetPropertiesAsync(client, context.CancellationToken);
        var set = await applications.GetJsonWebKeySetAsync(client, context.CancellationToken);
        var keys = set is null ? null : TokenKey.ReadSet(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(set, JsonSerializerOptions.Default)));
        if (await RefusalAsync(assertion, keys ?? [], context.CancellationToken) is { } refusal)
        {
            if (properties.TryGetValue("organisation", out var owner) && Id<Organisation>.TryParse(owner.GetString(), out var organisation))
                await refused.TellAsync(organisation, "token.refused", assertion.Issuer, refusal, Actor.System, 1, context.CancellationToken);
            Refuse(refusal);
            return;
        }

        context.ClientAssertionPrincipal = new(new ClaimsIdentity([new(Claims.Issuer, assertion.Issuer), new(Claims.Subject, assertion.Issuer)], ClientAssertionTypes.JwtBearer));
        context.Request.ClientId = assertion.Issuer;

        void Refuse(string code) => context.Reject(Errors.InvalidClient, $"The client assertion was refused: {code}.");
    }

    private async Task<string?> RefusalAsync(SignedToken assertion, IReadOnlyList<TokenKey> keys, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var (address, endpoint) = (issuer.Address.AbsoluteUri, issuer.TokenEndpoint.AbsoluteUri);
        if (assertion.Text(Claims.Subject) != assertion.Issuer)
            return TokenCheck.Claims;
        if (!Types.Contains(assertion.Type))
            return TokenCheck.Type;
        if (!assertion.Audiences.Any(audience => audience == address || audience == address.TrimEnd('/') || audience == endpoint))
            return TokenCheck.Audience;
        if ((TokenCheck.SignedByOneOf(assertion, keys) ?? TokenCheck.Times(assertion, now)) is { } refusal)
            return refusal;
        var expires = DateTimeOffset.FromUnixTimeSeconds(assertion.ExpiresAt!.Value);
        if (expires > now + LongestLife || assertion.Text(Claims.JwtId) is not { Length: > 0 and <= LongestId } jti)
            return TokenCheck.Claims;
        return await used.UseAsync(assertion.Issuer, jti, expires.AddSeconds(TokenCheck.Leeway), cancellationToken) ? null : TokenCheck.Replayed;
    }
}
