using System.Security.Claims;
using OpenIddict.Server;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Tokens;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Tokens;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace SaaSGate.ControlPlane.Tokens;

/// <summary>
/// Checks the subject token of an exchange (RFC 8693 section 2.1) by the rules of gateways: exact issuer and audience, claims that stand for
/// one skill. The token is its own proof; who sends it may be no client at all.
/// </summary>
internal sealed class SubjectTokenCheck(IssuerKeyStore store, IssuerKeys keys, RefusedTokens refused, TimeProvider clock) : IOpenIddictServerHandler<ProcessAuthenticationContext>
{
    /// <summary>Where what was found waits for <see cref="TokenGrants"/>: a <see cref="ExchangedToken"/>.</summary>
    public const string Found = "saasgate.exchanged";

    public async ValueTask HandleAsync(ProcessAuthenticationContext context)
    {
        if (string.IsNullOrEmpty(context.SubjectToken))
            return;

        // 1. Whose it says it is.
        if (!SignedToken.TryRead(context.SubjectToken, out var token) || await store.LocateAsync(token.Issuer, token.Audiences, context.CancellationToken) is not var (organisation, issuer))
        {
            Refuse("No organisation trusts this issuer for this audience, or it is no token.");
            return;
        }

        // 2. Whether it is; where its key is not known, its issuer is asked.
        var (mapping, refusal) = await CheckAsync(organisation, issuer, token, context.CancellationToken);
        if (refusal is TokenCheck.KeyUnknown or TokenCheck.StaleKeys && await keys.RefreshAsync(organisation, issuer, context.CancellationToken))
            (mapping, refusal) = await CheckAsync(organisation, issuer, token, context.CancellationToken);
        if (mapping is null || !Id<IssuerMapping>.TryParse(mapping.Id, out var id))
        {
            await refused.TellAsync(organisation, "token.refused", issuer.Value, refusal ?? TokenCheck.Claims, Actor.System, 1, context.CancellationToken);
            Refuse($"The subject token was refused: {refusal}.");
            return;
        }

        context.SubjectTokenPrincipal = new(new ClaimsIdentity([new(Claims.Subject, mapping.SkillId)], "subject_token"));
        context.Transaction.Properties[Found] = new ExchangedToken(organisation, id, DateTimeOffset.FromUnixTimeSeconds(token.ExpiresAt!.Value));

        void Refuse(string why) => context.Reject(Errors.InvalidRequest, why);
    }

    private async Task<(ClaimMapping? Mapping, string? Refusal)> CheckAsync(
        Id<Organisation> organisation, Id<TrustedIssuer> issuer, SignedToken token, CancellationToken cancellationToken) =>
        await store.FindAsync(organisation, issuer, cancellationToken) is { } trust ? trust.Check(token, clock.GetUtcNow()) : (null, TokenCheck.Issuer);
}
