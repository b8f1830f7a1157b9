using Google.Protobuf;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Contracts.Tokens;
using SaaSGate.Postgres.Tokens;
using IssuerMappingView = SaaSGate.Contracts.RegionLink.IssuerMappingView;

namespace SaaSGate.ControlPlane.Tokens;

/// <summary>Tells gateways whose tokens stand for skills.</summary>
internal sealed class TokenViews(TokenKeyStore keys, TokenIssuer issuer)
{
    /// <summary>Keys are read anew: whichever control plane made one, a view that is built after it was made has it.</summary>
    public async Task AddToAsync(TenantSnapshot snapshot, IEnumerable<IssuerTrust> issuers, CancellationToken cancellationToken)
    {
        snapshot.TokenIssuer = issuer.Address.AbsoluteUri;
        snapshot.TokenKeys.Add((await keys.ListAsync(cancellationToken)).Select(key => new TokenKeyView
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
