using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SaaSGate.Contracts.RegionLink;

/// <summary>How each end of the region link knows the other: by the control plane's own CA and nothing else.</summary>
public static class LinkTrust
{
    /// <summary>
    /// The extension in which the link's server certificate carries the CA's certificate (DER). TLS leaves roots out of the
    /// handshake, and a gateway that joins knows only the root's hash.
    /// </summary>
    public const string AuthorityExtension = "2.25.191873062951734416226183093120870294813";

    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1", ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>For <see cref="SslClientAuthenticationOptions"/> of a gateway that joins: the server's CA must have this SHA-256.</summary>
    /// <param name="authoritySha256"><see cref="JoinToken.Authority"/>.</param>
    public static RemoteCertificateValidationCallback ServerOf(byte[] authoritySha256) => (_, certificate, _, errors) =>
        Presented(certificate) is { } leaf
        && leaf.Extensions.FirstOrDefault(extension => extension.Oid?.Value == AuthorityExtension) is { } carried
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(carried.RawData), authoritySha256)
        && (errors & SslPolicyErrors.RemoteCertificateNameMismatch) == 0
        && IsIssued(leaf, X509CertificateLoader.LoadCertificate(carried.RawData), ServerAuthentication);

    /// <summary>For <see cref="SslClientAuthenticationOptions"/> of a gateway that has joined: the server's certificate must be of this CA.</summary>
    /// <param name="authority">The CA that the join answered with.</param>
    public static RemoteCertificateValidationCallback ServerOf(X509Certificate2 authority) => (_, certificate, _, errors) =>
        Presented(certificate) is { } leaf && (errors & SslPolicyErrors.RemoteCertificateNameMismatch) == 0 && IsIssued(leaf, authority, ServerAuthentication);

    /// <summary>True when a gateway's certificate was issued by the CA for this use and is in its time of validity.</summary>
    public static bool IsGateway(X509Certificate2 certificate, X509Certificate2 authority) => IsIssued(certificate, authority, ClientAuthentication);

    private static X509Certificate2? Presented(X509Certificate? certificate) => certificate switch
    {
        null => null,
        X509Certificate2 full => full,
        _ => X509CertificateLoader.LoadCertificate(certificate.GetRawCertData()),
    };

    private static bool IsIssued(X509Certificate2 leaf, X509Certificate2 authority, string use)
    {
        ArgumentNullException.ThrowIfNull(leaf);
        ArgumentNullException.ThrowIfNull(authority);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck; // revocation is a column, read at connect and at each renewal
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new(use));
        return chain.Build(leaf);
    }
}
