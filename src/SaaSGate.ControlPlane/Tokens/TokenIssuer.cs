using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using SaaSGate.ControlPlane.Hosting;

namespace SaaSGate.ControlPlane.Tokens;

/// <summary>The one issuer of the installation's tokens: the portal's address, never what a request says of it.</summary>
internal sealed class TokenIssuer(IOptions<PortalOptions> portal, IServer server)
{
    public const string TokenPath = "connect/token", IntrospectionPath = "connect/introspect", RevocationPath = "connect/revoke", KeysPath = ".well-known/jwks";

    /// <summary>The exact <c>iss</c>, with a slash at its end. Known once the server listens.</summary>
    public Uri Address => new(new Uri(portal.Value.PublicUrl?.AbsoluteUri ?? server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? portal.Value.Listen.AbsoluteUri), "/");

    /// <summary>Where tokens are asked for.</summary>
    public Uri TokenEndpoint => new(Address, TokenPath);
}
