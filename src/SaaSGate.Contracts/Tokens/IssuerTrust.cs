namespace SaaSGate.Contracts.Tokens;

/// <summary>An issuer that an organisation trusts, and for what. The same rules at the gateway and at the token service.</summary>
/// <param name="Id">Its id, <c>iss_…</c>.</param>
/// <param name="Issuer">The exact <c>iss</c>.</param>
/// <param name="Audience">The exact <c>aud</c>.</param>
/// <param name="Keys">Keys that it publishes.</param>
/// <param name="KeysAt">When it was last seen to publish them.</param>
/// <param name="Mappings">Which of its tokens stand for which skill.</param>
public sealed record IssuerTrust(string Id, string Issuer, string Audience, IReadOnlyList<TokenKey> Keys, DateTimeOffset KeysAt, IReadOnlyList<ClaimMapping> Mappings)
{
    /// <summary>How long keys that were not seen again are believed.</summary>
    public static readonly TimeSpan KeysLast = TimeSpan.FromDays(1);

    /// <summary>What a plain access or identity token calls itself. A logout or event token of the same issuer is neither (RFC 8725 section 3.11).</summary>
    private static readonly string[] Types = ["", "jwt", "at+jwt"];

    /// <summary>Checks a token.</summary>
    /// <param name="token">The token.</param>
    /// <param name="now">The present time.</param>
    /// <returns>What it stands for, or a code of <see cref="TokenCheck"/>.</returns>
    public (ClaimMapping? Mapping, string? Refusal) Check(SignedToken token, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(token);
        var refusal =
            token.Issuer != Issuer ? TokenCheck.Issuer
            : !token.Audiences.Contains(Audience) ? TokenCheck.Audience
            : !Types.Contains(token.Type) ? TokenCheck.Type
            : token.Claim("cnf") is not null ? TokenCheck.Bound
            : now - KeysAt > KeysLast ? TokenCheck.StaleKeys
            : TokenCheck.SignedByOneOf(token, Keys) ?? TokenCheck.Times(token, now);
        if (refusal is not null)
            return (null, refusal);
        var matching = Mappings.Where(mapping => mapping.Claims.Count > 0 && mapping.Claims.All(claim => claim.Matches(token))).Take(2).ToList();

        // What stands for two skills stands for none: nobody could say which was meant.
        return matching is [var mapping] ? (mapping, null) : (null, TokenCheck.Claims);
    }
}
