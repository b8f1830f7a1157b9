using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Hosting;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>Addresses that identity providers call or send people to: the portal's own, never those of a request's Host header.</summary>
internal sealed class ProviderLinks(IOptions<PortalOptions> options)
{
    private Uri Root => options.Value.PublicUrl ?? options.Value.Listen;

    /// <summary>Where people come back. Each provider has its own, so that an answer of one is never taken for another's.</summary>
    public Uri Redirect(Id<IdentityProvider> id) => new(Root, $"/sign-in/callback/{id}");

    /// <summary>Where SaaSGate's SAML metadata is; the entity id as well.</summary>
    public Uri SamlMetadata(Id<IdentityProvider> id) => new(Root, $"/sign-in/saml/{id}");

    /// <summary>Where it says that a session ended.</summary>
    public Uri BackchannelLogout(Id<IdentityProvider> id) => new(Root, $"/events/backchannel-logout/{id}");

    /// <summary>Where it sends security events.</summary>
    public Uri Events(Id<IdentityProvider> id) => new(Root, $"/events/ssf/{id}");
}
