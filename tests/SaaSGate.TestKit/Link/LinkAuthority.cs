using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.TestKit.Link;

/// <summary>A certificate authority for one test's region link.</summary>
internal sealed class LinkAuthority : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly DateTimeOffset _from = TimeProvider.System.GetUtcNow().AddHours(-1);

    public LinkAuthority()
    {
        var request = new CertificateRequest("CN=test authority", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        Certificate = request.CreateSelfSigned(_from, _from.AddDays(2));
    }

    public X509Certificate2 Certificate { get; }

    public byte[] Sha256 => SHA256.HashData(Certificate.RawData);

    public X509Certificate2 IssueServer()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test link", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1")], false));
        request.CertificateExtensions.Add(new X509Extension(LinkTrust.AuthorityExtension, Certificate.RawData, false));
        using var issued = Issue(request);
        using var withKey = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }

    public byte[] IssueClient(byte[] signingRequest)
    {
        var request = CertificateRequest.LoadSigningRequest(signingRequest, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.2")], false));
        using var issued = Issue(request);
        return issued.RawData;
    }

    public void Dispose()
    {
        _key.Dispose();
        Certificate.Dispose();
    }

    private X509Certificate2 Issue(CertificateRequest request) => request.Create(
        Certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(_key), _from, _from.AddDays(1), RandomNumberGenerator.GetBytes(8));
}
