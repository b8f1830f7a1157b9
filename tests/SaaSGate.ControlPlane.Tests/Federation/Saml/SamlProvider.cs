using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Federation.Saml;

/// <summary>A real SAML provider: npm's samlp in a Node process, over TLS on loopback.</summary>
internal sealed partial class SamlProvider : IAsyncDisposable
{
    private readonly NodeScript _node;
    private readonly X509Certificate2 _certificate;
    private readonly SamlIssuer _signing;

    private SamlProvider(NodeScript node, X509Certificate2 certificate, SamlIssuer signing) => (_node, _certificate, _signing) = (node, certificate, signing);

    public Uri Address => new($"https://localhost:{_node.Port}");

    public static async Task<SamlProvider> StartAsync(object people)
    {
        var (certificate, signing) = (LocalCertificate.Create(), new SamlIssuer());
        return new(
            await NodeScript.StartAsync("saml-provider.mjs", "samlp", new
            {
                tls = new { certificate = certificate.ExportCertificatePem(), key = certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem() },
                signing = new { certificate = signing.Pem, key = signing.Key.ExportPkcs8PrivateKeyPem() },
                issuer = "urn:samlp:test",
                people,
            }),
            certificate,
            signing);
    }

    /// <summary>What it says about itself.</summary>
    public async Task<string> MetadataAsync()
    {
        using var browser = Browser(null);
        return await browser.GetStringAsync(new Uri(Address, "/metadata"), TestContext.Current.CancellationToken);
    }

    /// <summary>Goes where the portal sent a browser in which a person is signed in at the provider; what the provider's page posts, and where to.</summary>
    public async Task<(Uri To, string RelayState, string Response)> SignInAsync(Uri location, string? person)
    {
        using var browser = Browser(person);
        using var answer = await browser.GetAsync(location, TestContext.Current.CancellationToken);
        var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, page);
        return (new(WebUtility.HtmlDecode(Action().Match(page).Groups[1].Value)), Field("RelayState"), Field("SAMLResponse"));

        string Field(string name) => WebUtility.HtmlDecode(Regex.Match(page, $"name=\"{name}\"\\s+value=\"([^\"]*)\"").Groups[1].Value);
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _certificate.Dispose();
        _signing.Dispose();
    }

    private HttpClient Browser(string? person)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(_certificate);
        var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, SslOptions = { CertificateChainPolicy = policy } });
        if (person is not null)
            browser.DefaultRequestHeaders.Add("Cookie", $"person={person}");
        return browser;
    }

    [GeneratedRegex("action=\"([^\"]*)\"")]
    private static partial Regex Action();
}
