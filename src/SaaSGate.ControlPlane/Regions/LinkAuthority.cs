using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Postgres.Regions;
using Lock = System.Threading.Lock;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>
/// The region link's own CA: made once for an installation, its key sealed under the master key. It certifies gateways when
/// they join, and each process for itself when it starts.
/// </summary>
internal sealed class LinkAuthority(KeyVault vault, InstallationStore installation, IOptions<RegionLinkOptions> options, TimeProvider clock) : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1", ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private static readonly TimeSpan AuthorityLife = TimeSpan.FromDays(365 * 20), GatewayLife = TimeSpan.FromDays(365 * 3), ServerLife = TimeSpan.FromDays(90);
    private static readonly TimeSpan ClockSkew = TimeSpan.FromDays(1);
    private readonly SemaphoreSlim _once = new(1);
    private readonly Lock _renewing = new();
    private X509Certificate2? _withKey;
    private SslStreamCertificateContext? _server;
    private DateTimeOffset _serverUntil;

    /// <summary>The CA's certificate, without its key.</summary>
    public X509Certificate2 Certificate { get => field ?? throw NotYet(); private set; }

    /// <summary>SHA-256 of <see cref="Certificate"/> (DER), as join tokens carry it.</summary>
    public byte[] Sha256 => SHA256.HashData(Certificate.RawData);

    /// <summary>Loads the CA, or makes it at the very first start. When two processes make one, the first stays and both use it.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await _once.WaitAsync(cancellationToken);
        try
        {
            if (_withKey is not null)
                return;
            await vault.UnlockAsync(cancellationToken);
            var stored = await installation.FindAuthorityAsync(cancellationToken) ?? await installation.GetOrAddAuthorityAsync(Create(), cancellationToken);
            using var key = ECDsa.Create();
            key.ImportPkcs8PrivateKey(vault.Open(VaultPurpose.Authority, stored.PrivateKeySealed), out _);
            Certificate = X509CertificateLoader.LoadCertificate(stored.Certificate);
            _withKey = Certificate.CopyWithPrivateKey(key);
        }
        finally
        {
            _once.Release();
        }
    }

    /// <summary>What this process shows to gateways. Made anew long before it runs out.</summary>
    public SslStreamCertificateContext Server()
    {
        lock (_renewing)
        {
            var now = clock.GetUtcNow();
            if (_server is null || now > _serverUntil - (ServerLife / 3))
                (_server, _serverUntil) = (SslStreamCertificateContext.Create(IssueServer(now), additionalCertificates: null, offline: true), now + ServerLife);
            return _server;
        }
    }

    /// <summary>Certifies the key of a gateway's request. Of the request itself only the key is taken.</summary>
    /// <param name="request">PKCS#10, DER, signed with the key.</param>
    /// <param name="gateway">The gateway's new id.</param>
    /// <param name="regionId">Its region.</param>
    /// <exception cref="CryptographicException">The request is malformed, not signed by its key, or the key is not ECDSA P-256.</exception>
    public X509Certificate2 IssueGateway(byte[] request, Id<Gateway> gateway, string regionId)
    {
        var asked = CertificateRequest.LoadSigningRequest(request, HashAlgorithmName.SHA256);
        using var key = asked.PublicKey.GetECDsaPublicKey();
        if (key?.ExportParameters(false).Curve.Oid?.Value != ECCurve.NamedCurves.nistP256.Oid.Value)
            throw new CryptographicException("A gateway's key must be ECDSA P-256.");
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(new($"saasgate://gateway/{gateway}/region/{regionId}"));
        return Issue(new(new($"CN={gateway}"), asked.PublicKey, HashAlgorithmName.SHA256), names, ClientAuthentication, GatewayLife);
    }

    public void Dispose()
    {
        _once.Dispose();
        _withKey?.Dispose();
    }

    private StoredAuthority Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=SaaSGate region link", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = clock.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now - ClockSkew, now + AuthorityLife);
        return new(certificate.RawData, vault.Seal(VaultPurpose.Authority, key.ExportPkcs8PrivateKey()));
    }

    private X509Certificate2 IssueServer(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in options.Value.Names)
        {
            if (IPAddress.TryParse(name, out var address))
                names.AddIpAddress(address);
            else
                names.AddDnsName(name);
        }

        var request = new CertificateRequest("CN=SaaSGate control plane", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new(LinkTrust.AuthorityExtension, Certificate.RawData, critical: false));
        using var certificate = Issue(request, names, ServerAuthentication, ServerLife);
        return certificate.CopyWithPrivateKey(key);
    }

    private X509Certificate2 Issue(CertificateRequest request, SubjectAlternativeNameBuilder names, string use, TimeSpan life)
    {
        var issuer = _withKey ?? throw NotYet();
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new(use)], critical: true));
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7f) | 0x40); // positive, and always of the same length
        var now = clock.GetUtcNow();
        return request.Create(issuer, now - ClockSkew, now + life, serial);
    }

    private static InvalidOperationException NotYet() => new("The authority is not loaded yet: call EnsureAsync first.");
}
