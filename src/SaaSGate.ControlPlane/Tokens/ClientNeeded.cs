using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace SaaSGate.ControlPlane.Tokens;

/// <summary>Without a client there is only the exchange of a token: neither introspection nor revocation.</summary>
internal sealed class ClientNeeded : IOpenIddictServerHandler<ProcessAuthenticationContext>
{
    public ValueTask HandleAsync(ProcessAuthenticationContext context)
    {
        if (string.IsNullOrEmpty(context.ClientId)
            && !(context.EndpointType == OpenIddictServerEndpointType.Token && context.Request.GrantType == GrantTypes.TokenExchange))
            context.Reject(Errors.InvalidClient, "A client is needed here.");
        return ValueTask.CompletedTask;
    }
}
