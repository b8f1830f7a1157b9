using System.Net;
using Microsoft.Extensions.Options;

namespace SaaSGate.ControlPlane.Hosting;

/// <summary>What attributes cannot say about <see cref="PortalOptions"/>.</summary>
internal sealed class PortalOptionsCheck : IValidateOptions<PortalOptions>
{
    private const string Section = PortalOptions.Section;

    public ValidateOptionsResult Validate(string? name, PortalOptions options)
    {
        if (options.Listen is not { IsAbsoluteUri: true, Scheme: "http" })
            return ValidateOptionsResult.Fail(
                $"{Section}:Listen must begin with http://. The portal speaks plain HTTP: put a proxy that ends TLS before it, and set {Section}:PublicUrl to the proxy's address.");
        if (options.PublicUrl is not (null or { IsAbsoluteUri: true, Scheme: "http" or "https" }))
            return ValidateOptionsResult.Fail($"{Section}:PublicUrl must begin with https:// or http://.");
        if (!options.Proxies.All(proxy => IPAddress.TryParse(proxy, out _)))
            return ValidateOptionsResult.Fail($"{Section}:Proxies must be IP addresses.");
        return ValidateOptionsResult.Success;
    }
}
