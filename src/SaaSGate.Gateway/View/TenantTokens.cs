using System.Collections.Frozen;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Contracts.Tokens;

namespace SaaSGate.Gateway.View;

/// <summary>Whose tokens stand for skills of one organisation: the token service's, and those of issuers that it trusts. Immutable.</summary>
internal sealed class TenantTokens
{
    private readonly FrozenDictionary<string, SkillCredential> _credentials;

    public TenantTokens(TenantSnapshot snapshot)
    {
        Issuer = snapshot.TokenIssuer;
        Keys = [.. snapshot.TokenKeys.Select(KeyOf)];
        Issuers = [.. snapshot.Issuers.Select(issuer => new IssuerTrust(
            issuer.Id, issuer.Issuer, issuer.Audience, [.. issuer.Keys.Select(KeyOf)], DateTimeOffset.FromUnixTimeMilliseconds(issuer.KeysAt / 1000),
            [.. issuer.Mappings.Select(mapping => new ClaimMapping(mapping.Id, mapping.SkillId, [.. mapping.Claims.Select(claim => new ClaimPattern(claim.Name, claim.Pattern))]))]))];
        _credentials = snapshot.Skills
            .SelectMany(skill => skill.Clients.Select(client => new SkillCredential(client.Id, skill.Id, client.ExpiresAt, [])))
            .Concat(Issuers.SelectMany(issuer => issuer.Mappings).Select(mapping => new SkillCredential(mapping.Id, mapping.SkillId, long.MaxValue, [])))
            .ToFrozenDictionary(credential => credential.KeyId);
    }

    /// <summary>The <c>iss</c> of the token service; empty where there is none.</summary>
    public string Issuer { get; }

    /// <summary>Keys that it signs with.</summary>
    public IReadOnlyList<TokenKey> Keys { get; }

    /// <summary>Trusted issuers.</summary>
    public IReadOnlyList<IssuerTrust> Issuers { get; }

    /// <summary>A client of the token service or a mapping of an issuer, while it lasts.</summary>
    public SkillCredential? FindCredential(string id) => _credentials.GetValueOrDefault(id);

    private static TokenKey KeyOf(TokenKeyView key) => new(key.Id, key.Algorithm, key.PublicKey.ToByteArray()) { Kind = key.Kind };
}
