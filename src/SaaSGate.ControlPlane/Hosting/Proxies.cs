using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;

namespace SaaSGate.ControlPlane.Hosting;

/// <summary>What a proxy before the portal hides: the caller's address, and that the page came over TLS.</summary>
internal static class Proxies
{
    public static void UseProxies(this IApplicationBuilder app, PortalOptions portal)
    {
        if (portal.Proxies.Length > 0)
        {
            var headers = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor };
            headers.KnownIPNetworks.Clear();
            headers.KnownProxies.Clear();
            foreach (var proxy in portal.Proxies)
                headers.KnownProxies.Add(IPAddress.Parse(proxy));
            app.UseForwardedHeaders(headers);
        }

        if (portal.IsSecure)
            app.Use((context, next) =>
            {
                context.Request.Scheme = Uri.UriSchemeHttps;
                return next(context);
            });
    }
}
