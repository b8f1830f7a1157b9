namespace SaaSGate.Contracts.Tokens;

/// <summary>What the token service writes into access tokens, and gateways read.</summary>
public static class AccessTokenClaims
{
    /// <summary>The audience: any gateway of the installation.</summary>
    public const string Gateway = "urn:saasgate:gateway";

    /// <summary>Header <c>typ</c> (RFC 9068).</summary>
    public const string Type = "at+jwt";

    /// <summary>The only algorithm.</summary>
    public const string Algorithm = "ES256";

    /// <summary>Names of claims; the skill is <c>sub</c> as well, the token's id <c>jti</c>.</summary>
    public const string Organisation = "organisation", Skill = "skill", Owner = "owner", Connection = "connection", Credential = "credential", TokenId = "jti";
}
