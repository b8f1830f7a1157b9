using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
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
    private readonly RegionLinkOptions _options;
    private readonly IServer _server;

    internal RegionJoinTokens(LinkAuthority authority, RegionStore regions, IOptions<RegionLinkOptions> options, IServer server) =>
        (_authority, _regions, _options, _server) = (authority, regions, options.Value, server);

    /// <summary>Where gateways dial: as configured, or else where this process listens, once it has started.</summary>
    public Uri Address => _options.Address
        ?? _server.Features.Get<IServerAddressesFeature>()?.Addresses.Select(address => new Uri(address)).FirstOrDefault(address => address.Scheme == Uri.UriSchemeHttps)
        ?? _options.Listen;

    /// <summary>Makes a token with which one gateway can join a region.</summary>
    /// <param name="region">Which region.</param>
    /// <param name="lifetime">How long it can be used.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<JoinToken> CreateAsync(Id<Region> region, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        await _authority.EnsureAsync(cancellationToken);
        var token = JoinToken.Create(Address, _authority.Sha256);
        await _regions.AddJoinTokenAsync(region, JoinToken.HashOf(token.Secret), lifetime, cancellationToken);
        return token;
    }
}
