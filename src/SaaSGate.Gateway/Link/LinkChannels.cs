using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client;

namespace SaaSGate.Gateway.Link;

/// <summary>gRPC channels to the control plane, which trust its CA alone. Each has an HTTP/2 connection of its own.</summary>
internal static class LinkChannels
{
    private const int LargestMessage = 64 * 1024 * 1024;

    /// <summary>A channel with the gateway's certificate.</summary>
    public static GrpcChannel Open(GatewayIdentity identity) => Open(
        identity.ControlPlane,
        new X509Certificate2Collection(identity.Certificate),
        chain => chain.Any(certificate => certificate.RawDataMemory.Span.SequenceEqual(identity.Authority.RawDataMemory.Span)) || IsIssuedBy(identity.Authority, chain));

    /// <summary>A channel without a client certificate, for joining: the chain must hold a CA with this SHA-256.</summary>
    public static GrpcChannel OpenForJoin(Uri address, ReadOnlyMemory<byte> authorityHash) => Open(
        address, [], chain => chain.Any(certificate => certificate.GetCertHash(System.Security.Cryptography.HashAlgorithmName.SHA256).AsSpan().SequenceEqual(authorityHash.Span) && IsIssuedBy(certificate, chain)));

    private static GrpcChannel Open(Uri address, X509Certificate2Collection client, Func<X509Certificate2Collection, bool> isTrusted) => GrpcChannel.ForAddress(address, new GrpcChannelOptions
    {
        MaxReceiveMessageSize = LargestMessage,
        MaxSendMessageSize = LargestMessage,
        DisposeHttpClient = true,
        HttpHandler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            KeepAlivePingDelay = TimeSpan.FromSeconds(5),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
            EnableMultipleHttp2Connections = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                ClientCertificates = client,
                // Names do not matter here: whoever holds a certificate of the one CA for servers is the control plane.
                RemoteCertificateValidationCallback = (_, certificate, chain, _) => certificate is not null && chain is not null
                    && isTrusted([.. chain.ChainElements.Select(element => element.Certificate), .. chain.ChainPolicy.ExtraStore]),
            },
        },
    });

    private static bool IsIssuedBy(X509Certificate2 authority, X509Certificate2Collection presented)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid("1.3.6.1.5.5.7.3.1"));
        return presented.Count > 0 && chain.Build(presented[0]);
    }
}
