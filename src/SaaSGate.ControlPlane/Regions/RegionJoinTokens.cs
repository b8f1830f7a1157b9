using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Regions;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>Makes join tokens. The text is shown once; only the hash of its secret is kept.</summary>
public sealed class RegionJoinTokens
{
    private readonly LinkAuthority _authority;
    private readonly RegionStore _regions;
    private readonly IOptions<RegionLinkOptions> _options;

    internal RegionJoinTokens(LinkAuthority authority, RegionStore regions, IOptions<RegionLinkOptions> options) =>
        (_authority, _regions, _options) = (authority, regions, options);

    /// <summary>Makes a token with which one gateway can join a region.</summary>
    /// <param name="region">Which region.</param>
    /// <param name="lifetime">How long it can be used.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="address">Where to dial; <see cref="RegionLinkOptions.Address"/> unless given.</param>
    public async Task<JoinToken> CreateAsync(Id<Region> region, TimeSpan lifetime, CancellationToken cancellationToken, Uri? address = null)
    {
        await _authority.EnsureAsync(cancellationToken);
        var token = JoinToken.Create(address ?? _options.Value.Address, _authority.Sha256);
        await _regions.AddJoinTokenAsync(region, JoinToken.HashOf(token.Secret), lifetime, cancellationToken);
        return token;
    }
}
