using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace SaaSGate.ControlPlane.Tokens;

/// <summary>The document of discovery names the doors under the issuer's address: what a request says of its host is nobody else's address.</summary>
internal sealed class DiscoveryAddresses(TokenIssuer issuer) : IOpenIddictServerHandler<HandleConfigurationRequestContext>
{
    public ValueTask HandleAsync(HandleConfigurationRequestContext context)
    {
        context.TokenEndpoint = issuer.TokenEndpoint;
        context.IntrospectionEndpoint = new(issuer.Address, TokenIssuer.IntrospectionPath);
        context.RevocationEndpoint = new(issuer.Address, TokenIssuer.RevocationPath);
        context.JsonWebKeySetEndpoint = new(issuer.Address, TokenIssuer.KeysPath);
        return ValueTask.CompletedTask;
    }
}
