using System.Xml;
using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Federation.Saml;

/// <summary>Valid signatures around which something else stands: nothing but what was signed is ever read, and each try is refused and audited.</summary>
public sealed class SamlWrappingTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>, IAsyncLifetime
{
    private const string Mismatch = "/sign-in?refused=mismatch";

    private readonly SamlIssuer _issuer = new();
    private PortalBrowser _admin = null!;
    private string _id = "";

    public static TheoryData<string> Ways => [.. SamlWrapping.Ways];

    public async ValueTask InitializeAsync()
    {
        await app.OpenToProvidersAsync();
        _admin = await app.SignInAsync(app.Demo.Admin);
        _id = await _admin.AddProviderAsync(SamlScenes.ProviderBody(SamlIssuer.EntityId, "https://idp.handmade.example/sso", _issuer.Pem));
    }

    public ValueTask DisposeAsync()
    {
        _admin.Dispose();
        _issuer.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public Task Refuses_a_wrapped_response(string way) => RefusedAsync(script => SamlWrapping.Make(_issuer, script, way));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Refuses_a_signature_that_was_made_for_something_else_of_the_provider(bool sameId) => RefusedAsync(
        script =>
        {
            // Metadata of the provider, which it signs with the same key; then moved to where anything may stand.
            var metadata = SamlIssuer.Load($"<md:EntityDescriptor xmlns:md='urn:oasis:names:tc:SAML:2.0:metadata' ID='{(sameId ? script.AssertionId : "_m")}'><md:Issuer/></md:EntityDescriptor>");
            var signature = _issuer.Sign(metadata.DocumentElement!);
            signature.ParentNode!.RemoveChild(signature);
            var document = SamlIssuer.Load((script with { NameId = SamlWrapping.Victim }).ToXml());
            var assertion = SamlIssuer.AssertionOf(document);
            assertion.InsertAfter(document.ImportNode(signature, deep: true), assertion.FirstChild!.NextSibling);
            if (!sameId)
                document.DocumentElement!.InsertBefore(document.ImportNode(metadata.DocumentElement!, deep: true), assertion);
            return document.OuterXml;
        },
        sameId ? "digest" : "a signature of something else");

    [Fact]
    public Task Refuses_a_response_of_which_one_of_two_signatures_does_not_hold() => RefusedAsync(
        script =>
        {
            using var stranger = new SamlIssuer();
            var document = SamlIssuer.Load(script.ToXml());
            stranger.Sign(SamlIssuer.AssertionOf(document));
            _issuer.Sign(document.DocumentElement!);
            return document.OuterXml;
        },
        "signature");

    [Fact]
    public Task Refuses_an_assertion_whose_response_was_signed_before_it_was_changed() => RefusedAsync(
        script => _issuer.AnswerWhole(script, both: true).Replace("Destination=", "Consent=\"x\" Destination=", StringComparison.Ordinal), "digest");

    [Fact]
    public Task What_stands_around_a_signed_assertion_says_nothing() => BelievedAsync(script =>
    {
        // Unsigned attributes that would name somebody else and give them more, of names that are read in assertions.
        var document = SamlIssuer.Load(_issuer.Answer(script));
        var around = document.CreateElement("samlp", "Extensions", SamlIssuer.Protocol);
        around.InnerXml = $"<saml:Subject xmlns:saml='{SamlIssuer.Assertions}'><saml:NameID>{SamlWrapping.Victim}</saml:NameID></saml:Subject>"
            + $"<saml:AttributeStatement xmlns:saml='{SamlIssuer.Assertions}'><saml:Attribute Name='groups'><saml:AttributeValue>root</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>";
        document.DocumentElement!.InsertBefore(around, SamlIssuer.AssertionOf(document));
        return document.OuterXml;
    });

    [Fact]
    public Task Namespaces_that_are_declared_far_away_do_not_matter() => BelievedAsync(script =>
    {
        var document = SamlIssuer.Load(_issuer.Answer(script));
        document.DocumentElement!.SetAttribute("xmlns:more", "urn:more");
        document.DocumentElement.SetAttribute("xmlns", "urn:default");
        return document.OuterXml;
    });

    private async Task RefusedAsync(Func<SamlScript, string> make, string? why = null)
    {
        using var browser = app.Browser();
        var made = "";
        Assert.Equal(Mismatch, await app.SamlAsync(browser, _id, script => made = make(script)));
        // The case is what it says it is: a document that any parser reads, with a signature in it.
        Assert.NotEmpty(SamlIssuer.Load(made).GetElementsByTagName("Signature", "http://www.w3.org/2000/09/xmldsig#").OfType<XmlElement>());
        var refused = await app.RefusalAsync(_id);
        Assert.NotNull(refused);
        Assert.Equal(why ?? refused, refused);
        Assert.Equal(0, await app.PeekAsync<long>("select count(*) from tenant.linked_identities where provider_id = $1", _id));
        await BelievedAsync(script => _issuer.Answer(script));
        await BelievedAsync(script => _issuer.AnswerWhole(script));
    }

    private async Task BelievedAsync(Func<SamlScript, string> make)
    {
        using var browser = app.Browser();
        Assert.Equal("/", await app.SamlAsync(browser, _id, make));
        Assert.Equal("grace@handmade.example", (string?)(await browser.OpenPageAsync())["user"]!["email"]);
        Assert.Equal("00u-grace", await app.PeekAsync<string>("select string_agg(subject, ' ') from tenant.linked_identities where provider_id = $1", _id));
    }
}
