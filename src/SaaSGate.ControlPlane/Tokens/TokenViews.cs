using Google.Protobuf;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Contracts.Tokens;

namespace SaaSGate.ControlPlane.Tokens;

/// <summary>Tells gateways whose tokens stand for skills.</summary>
internal sealed class TokenViews(TokenKeyRing keys, TokenIssuer issuer)
{
    public void AddTo(TenantSnapshot snapshot, IEnumerable<IssuerTrust> issuers)
    {
        snapshot.TokenIssuer = issuer.Address.AbsoluteUri;
        snapshot.TokenKeys.Add(keys.Published.Select(key => new TokenKeyView
        {
            Id = key.Id,
            Algorithm = AccessTokenClaims.Algorithm,
            Kind = "P-256",
            PublicKey = ByteString.CopyFrom(key.PublicKey),
        }));
        snapshot.Issuers.Add(issuers.Select(trust => new IssuerView
        {
            Id = trust.Id,
            Issuer = trust.Issuer,
            Audience = trust.Audience,
            KeysAt = UnixMicroseconds.Of(trust.KeysAt),
            Keys = { trust.Keys.Select(key => new TokenKeyView { Id = key.Id, Algorithm = key.Algorithm, Kind = key.Kind, PublicKey = ByteString.CopyFrom(key.PublicKey.Span) }) },
            Mappings =
            {
                trust.Mappings.Select(mapping => new IssuerMappingView
                {
                    Id = mapping.Id,
                    SkillId = mapping.SkillId,
                    Claims = { mapping.Claims.Select(claim => new ClaimPatternView { Name = claim.Name, Pattern = claim.Pattern }) },
                }),
            },
        }));
    }
}
