using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SaaSGate.Postgres.Federation;

namespace SaaSGate.ControlPlane.Federation.Saml;

/// <summary>
/// Certificates that hold a provider's keys. An administrator says that the key is the provider's; who issued the certificate, and until when it is valid, says
/// nothing more (SAML V2.0 Metadata Interoperability Profile, section 2.6.1). The end is shown all the same, since providers change keys around it.
/// </summary>
internal static class SamlCertificates
{
    public const int Most = 10;

    private const int LeastRsaBits = 2048, LeastCurveBits = 256, MostCharacters = 100_000;

    /// <summary>Reads PEM, or the bare Base64 of one certificate as metadata has it.</summary>
    /// <param name="text">What was pasted.</param>
    /// <param name="wrong">Why it is not taken; null where it is.</param>
    /// <returns>Certificates and nothing else in PEM; empty where they are not taken.</returns>
    public static string Normalize(string text, out string? wrong)
    {
        try
        {
            using var read = new Bag(text.Length > MostCharacters ? "" : text);
            wrong = read.Certificates.Count is 0 or > Most
                ? $"One to {Most} certificates in PEM are needed here."
                : read.Certificates.All(IsStrong) ? null : $"Only keys of RSA with {LeastRsaBits} bits or more, or of an elliptic curve of NIST, can stand here.";
            return wrong is null ? string.Join('\n', read.Certificates.Select(one => one.ExportCertificatePem())) : "";
        }
        catch (Exception broken) when (broken is CryptographicException or FormatException)
        {
            wrong = "Certificates in PEM are needed here.";
            return "";
        }
    }

    /// <summary>What is in PEM that was normalized.</summary>
    public static IReadOnlyList<SamlSigner> Describe(string? pem)
    {
        using var read = new Bag(pem ?? "");
        return [.. read.Certificates.Select(one => new SamlSigner(
            one.Subject, one.GetCertHashString(HashAlgorithmName.SHA256), new(one.NotBefore.ToUniversalTime(), TimeSpan.Zero), new(one.NotAfter.ToUniversalTime(), TimeSpan.Zero)))];
    }

    /// <summary>Whether one of those before is not among those after.</summary>
    public static bool Lost(string? before, string? after) => Describe(before).ExceptBy(Describe(after).Select(one => one.Thumbprint), one => one.Thumbprint).Any();

    /// <summary>Public keys of PEM that was normalized. Whoever asks disposes of them.</summary>
    public static IReadOnlyList<AsymmetricAlgorithm> Keys(string pem)
    {
        using var read = new Bag(pem);
        return [.. read.Certificates.Select(one => (AsymmetricAlgorithm?)one.GetRSAPublicKey() ?? one.GetECDsaPublicKey()!)];
    }

    /// <summary>Whether anybody could sign in, as far as can be said without the provider.</summary>
    public static ProviderTest Test(KnownProvider provider, DateTimeOffset now)
    {
        var signers = Describe(provider.What.Certificates);
        var problem = provider.Issuer.Length == 0 || provider.What.SsoUrl is null || signers.Count == 0 ? "Its entity id, its address or its certificate is not known yet."
            : signers.All(one => one.NotAfter < now) ? "None of its certificates is valid any more. It may sign with another one by now."
            : null;
        return new(problem, provider.What.SsoUrl, signers.Count);
    }

    private static bool IsStrong(X509Certificate2 certificate)
    {
        using var rsa = certificate.GetRSAPublicKey();
        using var curve = rsa is null ? certificate.GetECDsaPublicKey() : null;
        return rsa?.KeySize >= LeastRsaBits || curve?.KeySize >= LeastCurveBits;
    }

    private sealed class Bag : IDisposable
    {
        public Bag(string text)
        {
            const string Begin = "-----BEGIN";
            if (text.Contains(Begin, StringComparison.Ordinal))
                Certificates.ImportFromPem(text);
            else if (!string.IsNullOrWhiteSpace(text))
                Certificates.Add(X509CertificateLoader.LoadCertificate(Convert.FromBase64String(text)));
        }

        public X509Certificate2Collection Certificates { get; } = [];

        public void Dispose()
        {
            foreach (var one in Certificates)
                one.Dispose();
        }
    }
}
