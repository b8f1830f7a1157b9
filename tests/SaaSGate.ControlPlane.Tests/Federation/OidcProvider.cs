using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Federation;

/// <summary>A real identity provider: npm's oidc-provider in a Node process, over TLS on loopback.</summary>
internal sealed partial class OidcProvider : IAsyncDisposable
{
    public const string ClientId = "saasgate", ClientSecret = "a-secret-of-the-client-with-enough-letters";

    private readonly NodeScript _node;
    private readonly X509Certificate2 _certificate;

    private OidcProvider(NodeScript node, X509Certificate2 certificate) => (_node, _certificate, Issuer) = (node, certificate, $"https://localhost:{node.Port}");

    public string Issuer { get; }

    public string Authority => _certificate.ExportCertificatePem();

    /// <summary>Begins. Every provider of the portal with this issuer may use it: the client's redirect addresses are those of <paramref name="ids"/>.</summary>
    public static async Task<OidcProvider> StartAsync(Uri portal, IEnumerable<string> ids, object people)
    {
        var certificate = LocalCertificate.Create();
        var redirects = ids.Select(id => new Uri(portal, $"/sign-in/callback/{id}").AbsoluteUri).ToArray();
        var job = new
        {
            certificate = certificate.ExportCertificatePem(),
            key = certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem(),
            clients = new object[]
            {
                new
                {
                    client_id = ClientId,
                    client_secret = ClientSecret,
                    redirect_uris = redirects,
                    response_types = new[] { "code" },
                    grant_types = new[] { "authorization_code" },
                    backchannel_logout_uri = new Uri(portal, $"/events/backchannel-logout/{ids.First()}").AbsoluteUri,
                    backchannel_logout_session_required = true,
                },
            },
            people,
        };
        return new(await NodeScript.StartAsync("provider.mjs", "oidc-provider", job), certificate);
    }

    /// <summary>A browser of a person at this provider: it has cookies there.</summary>
    public HttpClient Browser(CookieContainer cookies) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        CookieContainer = cookies,
        SslOptions = { CertificateChainPolicy = Chain() },
    });

    /// <summary>Goes where the portal sent a browser, until the provider sends it back; where that is.</summary>
    public async Task<Uri> SignInAsync(Uri location, CookieContainer? cookies = null)
    {
        using var browser = Browser(cookies ?? new());
        for (var hops = 0; hops < 10; hops++)
        {
            using var answer = await browser.GetAsync(location, TestContext.Current.CancellationToken);
            Assert.True((int)answer.StatusCode is 302 or 303, $"{location} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
            location = new(location, answer.Headers.Location!);
            if (location.AbsolutePath.StartsWith("/sign-in/callback/", StringComparison.Ordinal))
                return location;
        }

        throw new InvalidOperationException("The provider sends nobody back.");
    }

    /// <summary>Signs out there, which ends its session and tells whoever asked to be told.</summary>
    public async Task SignOutAsync(CookieContainer cookies)
    {
        using var browser = Browser(cookies);
        var page = await browser.GetStringAsync($"{Issuer}/session/end", TestContext.Current.CancellationToken);
        using var form = new FormUrlEncodedContent([new("xsrf", Xsrf().Match(page).Groups[1].Value), new("logout", "yes")]);
        using var answer = await browser.PostAsync($"{Issuer}/session/end/confirm", form, TestContext.Current.CancellationToken);
        Assert.True((int)answer.StatusCode is 302 or 303, $"Signing out there answered {(int)answer.StatusCode}.");
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _certificate.Dispose();
    }

    private X509ChainPolicy Chain()
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(_certificate);
        return policy;
    }

    [GeneratedRegex("name=\"xsrf\" value=\"([^\"]+)\"")]
    private static partial Regex Xsrf();
}
