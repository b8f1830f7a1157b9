using Google.Protobuf;
using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.TestKit.Link;

/// <summary>An issuer that a tenant of tests trusts, with one mapping to its skill.</summary>
public sealed record LinkIssuer(string Id, string Issuer, string Audience, string MappingId, string Claim, string Pattern)
{
    public List<TokenSigner> Keys { get; } = [];

    public DateTimeOffset KeysAt { get; set; } = TimeProvider.System.GetUtcNow();

    internal IssuerView View(string skillId) => new()
    {
        Id = Id,
        Issuer = Issuer,
        Audience = Audience,
        Keys = { Keys.Select(ViewOf) },
        KeysAt = UnixMicroseconds.Of(KeysAt),
        Mappings = { new IssuerMappingView { Id = MappingId, SkillId = skillId, Claims = { new ClaimPatternView { Name = Claim, Pattern = Pattern } } } },
    };

    internal static TokenKeyView ViewOf(TokenSigner signer) =>
        new() { Id = signer.Id, Kind = signer.Algorithm == "ES256" ? "P-256" : "RSA", Algorithm = signer.Algorithm, PublicKey = ByteString.CopyFrom(signer.PublicKey) };
}
