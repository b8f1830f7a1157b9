using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Federation.Saml;

/// <summary>How a SAML provider is set up: what each side tells the other, and what is not taken.</summary>
public sealed class SamlSetupTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>, IAsyncLifetime
{
    private const string Place = "https://idp.handmade.example/sso";

    private static readonly XNamespace Metadata = "urn:oasis:names:tc:SAML:2.0:metadata";

    private readonly SamlIssuer _issuer = new();
    private PortalBrowser _admin = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await app.OpenToProvidersAsync();
        _admin = await app.SignInAsync(app.Demo.Admin);
    }

    public ValueTask DisposeAsync()
    {
        _admin.Dispose();
        _issuer.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_provider_that_wants_our_addresses_first_is_set_up_in_two_steps()
    {
        var body = SamlScenes.ProviderBody("", "", "");
        body["enabled"] = false;
        var id = await _admin.AddProviderAsync(body);
        var view = (await _admin.GetAsync($"identity-providers/{id}"))!;
        Assert.Equal(new Uri(app.Portal, $"/sign-in/callback/{id}").AbsoluteUri, (string?)view["redirectAddress"]);
        Assert.Null(view["logoutAddress"]);
        Assert.NotNull((await TestAsync(id))["problem"]);
        // What the provider is to read is there already, and says no more than its address does.
        using var stranger = app.Browser();
        using var answer = await stranger.Http.GetAsync((string)view["metadataAddress"]!, Cancellation);
        Assert.Equal("application/samlmetadata+xml", answer.Content.Headers.ContentType?.MediaType);
        var metadata = XElement.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
        var consumer = metadata.Descendants(Metadata + "AssertionConsumerService").Single();
        Assert.Equal(
            ((string)view["metadataAddress"]!, (string)view["redirectAddress"]!, "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST", "true"),
            ((string)metadata.Attribute("entityID")!, (string)consumer.Attribute("Location")!, (string)consumer.Attribute("Binding")!, (string)metadata.Element(Metadata + "SPSSODescriptor")!.Attribute("WantAssertionsSigned")!));

        // Nobody is sent there, and it cannot be switched on, before the other half is known.
        await stranger.RefusedAsync(PortalProblems.NotFound, HttpMethod.Post, "session/provider", new { providerId = id });
        body["enabled"] = true;
        var refused = (await _admin.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Put, $"identity-providers/{id}", body, "\"1\""))!["errors"]!;
        Assert.All(new[] { "issuer", "ssoUrl", "certificates" }, field => Assert.NotNull(refused[field]));
        await _admin.ChangeSamlAsync(id, ("issuer", SamlIssuer.EntityId), ("ssoUrl", Place), ("certificates", _issuer.Pem), ("enabled", true));
        using var browser = app.Browser();
        Assert.Equal("/", await app.SamlAsync(browser, id, script => _issuer.Answer(script)));

        // Once known, the issuer stays; the kind always did.
        var now = (await _admin.GetAsync($"identity-providers/{id}"))!;
        var other = SamlScenes.ProviderBody("https://other.example", Place, _issuer.Pem);
        Assert.NotNull((await _admin.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Put, $"identity-providers/{id}", other, $"\"{now["version"]}\""))!["errors"]!["issuer"]);
        var oidc = ProviderScenes.ProviderBody(SamlIssuer.EntityId, null);
        Assert.NotNull((await _admin.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Put, $"identity-providers/{id}", oidc, $"\"{now["version"]}\""))!["errors"]!["kind"]);
    }

    [Fact]
    public async Task Certificates_are_shown_with_their_ends_and_nothing_but_certificates_is_kept()
    {
        var body = SamlScenes.ProviderBody(SamlIssuer.EntityId, Place, $"{_issuer.Key.ExportPkcs8PrivateKeyPem()}\n{_issuer.Pem}\nsome words\n{_issuer.CurvePem}");
        var id = await _admin.AddProviderAsync(body);
        var view = (await _admin.GetAsync($"identity-providers/{id}"))!;
        Assert.DoesNotContain("PRIVATE", view.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(0, await app.PeekAsync<long>("select count(*) from tenant.audit_log where detail::text like '%PRIVATE%'"));
        var signers = view["signers"]!.AsArray();
        Assert.Equal(["CN=idp.handmade.example", "CN=curve.handmade.example"], signers.Select(one => (string)one!["subject"]!));
        Assert.Equal(_issuer.Certificate.GetCertHashString(HashAlgorithmName.SHA256), (string?)signers[0]!["thumbprint"]);
        Assert.InRange((DateTimeOffset)signers[0]!["notAfter"]! - TimeProvider.System.GetUtcNow(), TimeSpan.FromDays(29), TimeSpan.FromDays(31));
        var tested = await TestAsync(id);
        Assert.Equal((null, Place, 2), ((string?)tested["problem"], (string?)tested["authorizationEndpoint"], (int)tested["keys"]!));

        // The bare Base64 of metadata does as well.
        var changed = await _admin.ChangeSamlAsync(id, ("certificates", Convert.ToBase64String(_issuer.Certificate.RawData)));
        Assert.Equal(_issuer.Pem.ReplaceLineEndings("\n"), ((string)changed["certificates"]!).ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task A_certificate_that_has_expired_still_holds_the_key_and_the_test_says_so()
    {
        var now = TimeProvider.System.GetUtcNow();
        var request = new CertificateRequest("CN=old", _issuer.Key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var old = request.CreateSelfSigned(now.AddDays(-30), now.AddDays(-1));
        var id = await _admin.AddProviderAsync(SamlScenes.ProviderBody(SamlIssuer.EntityId, Place, old.ExportCertificatePem()));
        Assert.Contains("valid", (string)(await TestAsync(id))["problem"]!, StringComparison.Ordinal);
        using var browser = app.Browser();
        Assert.Equal("/", await app.SamlAsync(browser, id, script => _issuer.Answer(script)));
    }

    [Theory]
    [InlineData("ssoUrl", "http://idp.example/sso")]
    [InlineData("ssoUrl", "javascript:alert(1)")]
    [InlineData("ssoUrl", "https://user:secret@idp.example/")]
    [InlineData("ssoUrl", "https://idp.example/#x")]
    [InlineData("ssoUrl", "/sso")]
    [InlineData("certificates", "no certificate")]
    [InlineData("certificates", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    [InlineData("certificates", "weak")]
    [InlineData("certificates", "many")]
    [InlineData("issuer", "")]
    [InlineData("issuer", "a\u0007b")]
    [InlineData("clientId", "c")]
    [InlineData("kind", "ldap")]
    public async Task Refuses_what_could_not_work(string field, string value)
    {
        var body = SamlScenes.ProviderBody(SamlIssuer.EntityId, Place, _issuer.Pem);
        using var weak = RSA.Create(1024);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=weak", weak, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(now, now.AddDays(1));
        body[field] = value switch
        {
            "weak" => certificate.ExportCertificatePem(),
            "many" => string.Join('\n', Enumerable.Repeat(_issuer.Pem, 11)),
            _ => value,
        };
        Assert.NotNull((await _admin.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "identity-providers", body))!["errors"]![field]);
    }

    [Fact]
    public async Task Metadata_of_a_provider_says_what_is_to_be_entered()
    {
        var certificate = Convert.ToBase64String(_issuer.Certificate.RawData, Base64FormattingOptions.InsertLineBreaks);
        var read = (await ReadAsync(HttpStatusCode.OK, Described($"<md:KeyDescriptor use=\"encryption\"><ds:X509Certificate>AAAA</ds:X509Certificate></md:KeyDescriptor>{Key(certificate)}{Key(certificate)}")))!;
        Assert.Equal((SamlIssuer.EntityId, Place, _issuer.Pem.Trim()), ((string?)read["issuer"], (string?)read["ssoUrl"], ((string)read["certificates"]!).Trim()));
    }

    [Fact]
    public async Task Metadata_that_does_not_serve_says_why()
    {
        var certificate = Convert.ToBase64String(_issuer.Certificate.RawData);
        foreach (var bad in new[]
        {
            "", "no XML", "<x/>", "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><x>&e;</x>", new string('x', 300_000),
            Described(""), Described(Key("AAAA")), Described(Key(certificate)).Replace("HTTP-Redirect", "SOAP", StringComparison.Ordinal),
            $"<md:EntitiesDescriptor xmlns:md=\"{Metadata}\">{Described(Key(certificate))}{Described(Key(certificate))}</md:EntitiesDescriptor>",
        })
            Assert.NotEmpty((await ReadAsync(HttpStatusCode.BadRequest, bad))!["errors"]!["metadata"]!.AsArray());
        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);
        await reviewer.RefusedAsync(PortalProblems.Forbidden, HttpMethod.Post, "identity-providers/saml-metadata", new { metadata = Described(Key(certificate)) });
    }

    private static string Key(string certificate) => $"<md:KeyDescriptor><ds:KeyInfo><ds:X509Data><ds:X509Certificate>\n{certificate}\n</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>";

    private static string Described(string keys) =>
        $"""
        <!-- as providers write it -->
        <md:EntityDescriptor xmlns:md="{Metadata}" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="{SamlIssuer.EntityId}">
          <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">{keys}
            <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.handmade.example/post"/>
            <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="{Place}"/>
          </md:IDPSSODescriptor>
        </md:EntityDescriptor>
        """;

    private Task<JsonNode?> ReadAsync(HttpStatusCode status, string metadata) => _admin.ExpectAsync(status, HttpMethod.Post, "identity-providers/saml-metadata", new { metadata });

    private async Task<JsonNode> TestAsync(string id) => (await _admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"identity-providers/{id}/test"))!;
}
