using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>The region link's door in Kestrel.</summary>
public static class RegionLinkEndpoint
{
    /// <summary>
    /// Listens for gateways: TLS with a certificate of the link's own CA, HTTP/2 only. A client certificate is asked for and
    /// must be of the same CA; a gateway that joins has none yet, and only the join lets it in.
    /// </summary>
    /// <param name="kestrel">The server, whose services are those of <c>AddRegionLink</c>.</param>
    public static void ListenRegionLink(this KestrelServerOptions kestrel)
    {
        ArgumentNullException.ThrowIfNull(kestrel);
        var address = kestrel.ApplicationServices.GetRequiredService<IOptions<RegionLinkOptions>>().Value.Listen;
        var authority = kestrel.ApplicationServices.GetRequiredService<LinkAuthority>();
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(5);
        kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(5);
        kestrel.Limits.Http2.InitialConnectionWindowSize = 8 * 1024 * 1024;
        kestrel.Limits.Http2.InitialStreamWindowSize = 4 * 1024 * 1024;
        kestrel.Listen(IPAddress.TryParse(address.Host, out var own) ? own : IPAddress.Loopback, address.Port, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.Use(next => connection =>
            {
                connection.Features.Set(LinkConnectionFeature.Instance);
                return next(connection);
            });
            listen.UseHttps(new TlsHandshakeCallbackOptions
            {
                OnConnection = async handshake =>
                {
                    await authority.EnsureAsync(handshake.CancellationToken);
                    return new SslServerAuthenticationOptions
                    {
                        ServerCertificateContext = authority.Server(),
                        ClientCertificateRequired = true,
                        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
                        RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                            certificate is null || (certificate is X509Certificate2 presented && LinkTrust.IsGateway(presented, authority.Certificate)),
                    };
                },
            });
        });
    }
}
