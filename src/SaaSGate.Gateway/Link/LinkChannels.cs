using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client;
using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.Gateway.Link;

/// <summary>gRPC channels to the control plane, which trust its CA alone. Each has an HTTP/2 connection of its own.</summary>
internal static class LinkChannels
{
    private const int LargestMessage = 64 * 1024 * 1024;

    // Joining is one call that nobody repeats; the other connections are dialled again.
    private static readonly TimeSpan Dial = TimeSpan.FromSeconds(5), DialToJoin = TimeSpan.FromMinutes(1);

    /// <summary>A channel with the gateway's certificate.</summary>
    public static GrpcChannel Open(GatewayIdentity identity) => Open(
        identity.ControlPlane,
        new SslClientAuthenticationOptions
        {
            ClientCertificates = new X509Certificate2Collection(identity.Certificate),
            RemoteCertificateValidationCallback = LinkTrust.ServerOf(identity.Authority),
        },
        Dial);

    /// <summary>A channel without a client certificate, for joining: the token says which CA to trust.</summary>
    public static GrpcChannel OpenForJoin(JoinToken token) => Open(
        token.Address, new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = LinkTrust.ServerOf(token.Authority) }, DialToJoin);

    private static GrpcChannel Open(Uri address, SslClientAuthenticationOptions tls, TimeSpan dial) => GrpcChannel.ForAddress(address, new GrpcChannelOptions
    {
        MaxReceiveMessageSize = LargestMessage,
        MaxSendMessageSize = LargestMessage,
        DisposeHttpClient = true,
        HttpHandler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectTimeout = dial,
            KeepAlivePingDelay = TimeSpan.FromSeconds(5),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
            EnableMultipleHttp2Connections = false,
            SslOptions = tls,
        },
    });
}
