using SaaSGate.Contracts.Problems;
using SaaSGate.Contracts.Tokens;
using SaaSGate.Gateway.View;

namespace SaaSGate.Gateway.Authentication;

/// <summary>
/// Finds the skill behind a token: one of the installation's token service, or of an issuer that an organisation trusts. Nothing is fetched:
/// keys and mappings are in the view. A key that is not known there is asked for, and the request refused.
/// </summary>
internal sealed class TokenAuthenticator(GatewayView view, ValidatedTokens validated, TokenNews news, TimeProvider clock)
{
    /// <summary>The skill, or the refusal.</summary>
    public (AuthenticatedSkill? Skill, Problem? Refusal) Authenticate(string text)
    {
        var now = clock.GetUtcNow();
        var (hash, microseconds) = (KeyHash.Of(text), now.ToUnixTimeMilliseconds() * 1000);
        if (validated.Find(hash, microseconds) is { } known)
            return (known, null);

        // 1. Whose it says it is.
        if (!SignedToken.TryRead(text, out var token) || Claimed(token) is not { } claimed)
            return (null, GatewayProblems.TokenInvalid);

        // 2. Whether it is, and what it stands for.
        var (credential, tokenId, refusal) = claimed.Trust is { } trust ? CheckForeign(trust, token, now) : CheckOwn(claimed.Tenant.Tokens, token, now);
        if (refusal is not null)
        {
            // What a token says of itself and nobody has signed is told only where it names something that is there.
            var named = claimed.Trust?.Id ?? token.Text(AccessTokenClaims.Credential) ?? "";
            news.Refused(claimed.Tenant.OrganisationId, claimed.Trust is not null || claimed.Tenant.Tokens.FindCredential(named) is not null ? named : "", refusal);
            if (refusal is TokenCheck.KeyUnknown or TokenCheck.StaleKeys)
                news.Want(claimed.Tenant.OrganisationId, claimed.Trust?.Id ?? "");
            return (null, refusal switch
            {
                TokenCheck.Expired => GatewayProblems.TokenExpired,
                TokenCheck.KeyUnknown or TokenCheck.StaleKeys => GatewayProblems.TokenKeyUnknown,
                _ => GatewayProblems.TokenInvalid,
            });
        }

        // 3. The skill as it is now, in the same view.
        if (claimed.Tenant.Tokens.FindCredential(credential!) is not { } found || claimed.Tenant.FindSkill(found.SkillId) is not { Connection: { } connection } entry
            || (claimed.Trust is null && !IsOf(token, entry)))
        {
            news.Refused(claimed.Tenant.OrganisationId, credential!, TokenCheck.Claims);
            return (null, GatewayProblems.TokenInvalid);
        }

        if (microseconds >= found.ExpiresAt || microseconds >= entry.Skill.ExpiresAt)
            return (null, GatewayProblems.KeyExpired);
        if (entry.Policies.Set is null)
            return (null, claimed.Tenant.Policies.AreRead ? GatewayProblems.PolicyUnreadable : GatewayProblems.PolicyLoading);
        var until = Math.Min(Math.Min(found.ExpiresAt, entry.Skill.ExpiresAt), (token.ExpiresAt!.Value + TokenCheck.Leeway) * 1_000_000);
        if (claimed.Trust is { } issuer)
            until = Math.Min(until, (issuer.KeysAt + IssuerTrust.KeysLast).ToUnixTimeMilliseconds() * 1000);
        var skill = new AuthenticatedSkill(claimed.Tenant, entry, connection, found.KeyId, until, tokenId);
        validated.Add(hash, skill, microseconds);
        return (skill, null);
    }

    /// <summary>The one organisation, and issuer of it, that a token can be for; null where there is none, or more than one.</summary>
    private (TenantView Tenant, IssuerTrust? Trust)? Claimed(SignedToken token)
    {
        if (view.IsOwnIssuer(token.Issuer))
            return token.Text(AccessTokenClaims.Organisation) is { } organisation && view.Find(organisation) is { } tenant && tenant.Tokens.Issuer == token.Issuer ? (tenant, null) : null;
        var trusts = token.Audiences.Distinct().Select(audience => view.FindIssuer(token.Issuer, audience)).Where(found => found is not null).Take(2).ToList();
        return trusts.Count == 1 ? (trusts[0]!.Value.Tenant, trusts[0]!.Value.Trust) : null;
    }

    private static (string? Credential, string? TokenId, string? Refusal) CheckForeign(IssuerTrust trust, SignedToken token, DateTimeOffset now)
    {
        var (mapping, refusal) = trust.Check(token, now);
        return (mapping?.Id, null, refusal);
    }

    private static (string? Credential, string? TokenId, string? Refusal) CheckOwn(TenantTokens tokens, SignedToken token, DateTimeOffset now)
    {
        var (credential, id) = (token.Text(AccessTokenClaims.Credential), token.Text(AccessTokenClaims.TokenId));
        var refusal =
            token.Type != AccessTokenClaims.Type ? TokenCheck.Type
            : token.Algorithm != AccessTokenClaims.Algorithm ? TokenCheck.Algorithm
            : !token.Audiences.Contains(AccessTokenClaims.Gateway) ? TokenCheck.Audience
            : TokenCheck.SignedByOneOf(token, tokens.Keys) ?? TokenCheck.Times(token, now) ?? (credential is null || id is null ? TokenCheck.Claims : null);
        return (credential, id, refusal);
    }

    /// <summary>Whether a token says of the skill what is so: it ends with its owner and its connection.</summary>
    private static bool IsOf(SignedToken token, SkillEntry entry) =>
        token.Text(AccessTokenClaims.Skill) == entry.Skill.Id && token.Text(AccessTokenClaims.Owner) == entry.Skill.OwnerUserId && token.Text(AccessTokenClaims.Connection) == entry.Skill.ConnectionId;
}
