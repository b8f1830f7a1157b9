using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Grpc.Net.Client;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Contracts.Sealing;

namespace SaaSGate.ControlPlane.Tests.Regions;

/// <summary>A gateway by hand: its keys, its certificate, and calls over mutual TLS.</summary>
public sealed class TestGateway : IDisposable
{
    private readonly Uri _address;
    private readonly List<GrpcChannel> _channels = [];

    private TestGateway(Uri address, JoinReply reply, X509Certificate2 certificate, ECDiffieHellman sealingKey) =>
        (_address, Reply, Certificate, SealingKey) = (address, reply, certificate, sealingKey);

    public JoinReply Reply { get; }

    public string Id => Reply.GatewayId;

    public X509Certificate2 Certificate { get; }

    public ECDiffieHellman SealingKey { get; }

    public static async Task<TestGateway> JoinAsync(JoinToken token, Action<JoinRequest>? change = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var sealing = SealedBox.CreateKey();
        var request = new JoinRequest
        {
            Secret = token.Secret,
            Name = "test gateway",
            CertificateRequest = ByteString.CopyFrom(new CertificateRequest("CN=anything", key, HashAlgorithmName.SHA256).CreateSigningRequest()),
            SealingKey = ByteString.CopyFrom(sealing.ExportSubjectPublicKeyInfo()),
        };
        change?.Invoke(request);
        using var channel = Channel(token.Address, new() { RemoteCertificateValidationCallback = LinkTrust.ServerOf(token.Authority) });
        var reply = await new RegionJoin.RegionJoinClient(channel).JoinAsync(request, cancellationToken: SaaSGate.TestKit.Bounded.Cancellation);
        using var certificate = X509CertificateLoader.LoadCertificate(reply.Certificate.Span);
        return new(token.Address, reply, certificate.CopyWithPrivateKey(key), sealing);
    }

    public TestControl Control() => new(new RegionControl.RegionControlClient(Open()).Connect());

    /// <summary>A bulk connection that has said hello.</summary>
    public async Task<TestBulk> BulkAsync(string spool = "spool", ulong viewPosition = 0, ulong firstSequence = 0)
    {
        var bulk = new TestBulk(new RegionBulk.RegionBulkClient(Open()).Connect());
        await bulk.SendAsync(new() { Hello = new() { SpoolId = spool, ViewPosition = viewPosition, FirstSequence = firstSequence } });
        return bulk;
    }

    /// <summary>A channel with this gateway's certificate, or another's, or none.</summary>
    public GrpcChannel Open(X509Certificate2? certificate = null, bool anonymous = false)
    {
        var channel = Channel(_address, new()
        {
            ClientCertificates = anonymous ? null : [certificate ?? Certificate],
            RemoteCertificateValidationCallback = LinkTrust.ServerOf(X509CertificateLoader.LoadCertificate(Reply.Authority.Span)),
        });
        _channels.Add(channel);
        return channel;
    }

    public void Dispose()
    {
        _channels.ForEach(channel => channel.Dispose());
        Certificate.Dispose();
        SealingKey.Dispose();
    }

    private static GrpcChannel Channel(Uri address, SslClientAuthenticationOptions tls) => GrpcChannel.ForAddress(address, new()
    {
        MaxReceiveMessageSize = null,
        MaxSendMessageSize = null,
        DisposeHttpClient = true,
        HttpHandler = new SocketsHttpHandler { UseProxy = false, SslOptions = tls },
    });
}
