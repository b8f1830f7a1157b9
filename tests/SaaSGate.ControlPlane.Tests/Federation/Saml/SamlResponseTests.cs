using System.Net;
using System.Security.Cryptography;
using System.Text;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Federation.Saml;

/// <summary>Responses that say something else than they must, or are signed in another way: refused, audited, and without a word of how.</summary>
public sealed class SamlResponseTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>, IAsyncLifetime
{
    private const string Mismatch = "/sign-in?refused=mismatch";

    private readonly SamlIssuer _issuer = new();
    private PortalBrowser _admin = null!;
    private string _id = "";

    private static readonly Dictionary<string, (Func<SamlScript, SamlScript> Change, string Why)> Wrong = new()
    {
        ["another audience"] = (script => script with { Audience = "https://somebody.else/sp" }, "audience"),
        ["an audience with something after it"] = (script => script with { Audience = script.Audience + "/" }, "audience"),
        ["another audience besides"] = (script => script with { Conditions = "<saml:AudienceRestriction><saml:Audience>other</saml:Audience></saml:AudienceRestriction>" }, "audience"),
        ["a condition nobody knows"] = (script => script with { Conditions = "<saml:Condition xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:type='x'/>" }, "a condition that is not known here"),
        ["another recipient"] = (script => script with { Recipient = "https://somebody.else/acs", Destination = script.Recipient }, "recipient"),
        ["another destination"] = (script => script with { Destination = "https://somebody.else/acs" }, "destination"),
        ["another issuer"] = (script => script with { Issuer = "https://evil.example" }, "issuer"),
        ["another issuer of the assertion"] = (script => script with { Issuer = "https://evil.example", ResponseIssuer = SamlIssuer.EntityId }, "issuer"),
        ["another issuer of the response"] = (script => script with { ResponseIssuer = "https://evil.example" }, "issuer"),
        ["no InResponseTo"] = (script => script with { InResponseTo = null }, "InResponseTo"),
        ["no InResponseTo of the confirmation"] = (script => script with { InResponseTo = null, ResponseInResponseTo = script.InResponseTo }, "InResponseTo"),
        ["another InResponseTo"] = (script => script with { InResponseTo = "_other" }, "InResponseTo"),
        ["another InResponseTo of the confirmation"] = (script => script with { InResponseTo = "_other", ResponseInResponseTo = script.InResponseTo }, "InResponseTo"),
        ["expired"] = (script => script with { NotOnOrAfter = SamlScript.At(-90) }, "expired"),
        ["a confirmation that expired"] = (script => script with { DataNotOnOrAfter = SamlScript.At(-90) }, "expired"),
        ["a confirmation that never expires"] = (script => script with { DataNotOnOrAfter = null }, "expired"),
        ["a confirmation with NotBefore"] = (script => script with { DataNotBefore = SamlScript.At(-30) }, "NotBefore of the confirmation"),
        ["not valid yet"] = (script => script with { NotBefore = SamlScript.At(90) }, "not valid yet"),
        ["made in the future"] = (script => script with { IssueInstant = SamlScript.At(90) }, "IssueInstant"),
        ["made long ago"] = (script => script with { IssueInstant = SamlScript.At(-3600) }, "IssueInstant"),
        ["made at no time"] = (script => script with { IssueInstant = "yesterday" }, "IssueInstant"),
        ["a time of another zone"] = (script => script with { NotOnOrAfter = "2999-01-01T00:00:00+14:00" }, "expired"),
        ["signed in in the future"] = (script => script with { AuthnInstant = SamlScript.At(90) }, "AuthnInstant"),
        ["a session that is over"] = (script => script with { SessionNotOnOrAfter = SamlScript.At(-1) }, "SessionNotOnOrAfter"),
        ["holder of key"] = (script => script with { Method = "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key" }, "not one confirmation"),
        ["an older version"] = (script => script with { Version = "1.1" }, "version"),
        ["no name"] = (script => script with { NameId = " " }, "NameID"),
        ["a name with an element in it"] = (script => script with { NameId = "a<saml:b/>b" }, "NameID"),
        ["a name with a comment in it"] = (script => script with { NameId = "admin@acme.example<!-- -->.evil.example" }, "a comment, a processing instruction or a CDATA section"),
        ["a name with an instruction in it"] = (script => script with { NameId = "admin<?x y?>" }, "a comment, a processing instruction or a CDATA section"),
        ["a name in a CDATA section"] = (script => script with { NameId = "<![CDATA[admin]]>" }, "a comment, a processing instruction or a CDATA section"),
        ["a name of another provider"] = (script => script with { NameQualifier = "https://evil.example" }, "qualifier of the NameID"),
        ["a name for somebody else"] = (script => script with { SpNameQualifier = "https://somebody.else" }, "qualifier of the NameID"),
        ["a name of an unknown kind"] = (script => script with { Format = "urn:x" }, "format of the NameID"),
        ["an ID twice"] = (script => script with { AssertionId = script.ResponseId }, "an ID that stands twice"),
        ["no ID"] = (script => script with { AssertionId = "" }, "a signature of something else"),
    };

    private static readonly Dictionary<string, (Func<SamlIssuer, SamlSeal> Seal, string Why)> Badly = new()
    {
        ["SHA-1"] = (issuer => new() { Method = "http://www.w3.org/2000/09/xmldsig#rsa-sha1", Sign = bytes => issuer.Key.SignData(bytes, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1) }, "algorithm"),
        ["a digest of SHA-1"] = (_ => new() { Digest = "http://www.w3.org/2000/09/xmldsig#sha1", DigestHash = HashAlgorithmName.SHA1 }, "digest algorithm"),
        ["the public key as a secret"] = (issuer => new() { Method = "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256", Sign = bytes => HMACSHA256.HashData(Encoding.ASCII.GetBytes(issuer.Pem), bytes) }, "algorithm"),
        ["the public key as a secret under another name"] = (issuer => new() { Sign = bytes => HMACSHA256.HashData(issuer.Certificate.RawData, bytes) }, "signature"),
        ["a key of another kind"] = (issuer => new() { Sign = bytes => issuer.Curve.SignData(bytes, HashAlgorithmName.SHA256) }, "signature"),
        ["an algorithm of another kind of key"] = (_ => new() { Method = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256" }, "signature"),
        ["another hash than it says"] = (issuer => new() { Sign = bytes => issuer.Key.SignData(bytes, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1) }, "signature"),
        ["an empty signature"] = (_ => new() { Sign = _ => [] }, "signature"),
        ["an empty reference"] = (_ => new() { Uri = "" }, "a signature of something else"),
        ["a reference elsewhere"] = (_ => new() { Uri = "#somewhere" }, "a signature of something else"),
        ["a reference by XPointer"] = (_ => new() { Uri = "#xpointer(/)" }, "a signature of something else"),
        ["a reference to a file"] = (_ => new() { Uri = "file:///etc/passwd" }, "a signature of something else"),
        ["two references"] = (_ => new() { More = "<ds:Reference URI=\"\"><ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/><ds:DigestValue>AAAA</ds:DigestValue></ds:Reference>" }, "a signature of another shape"),
        ["a transform by XSLT"] = (_ => new() { Transforms = Transform("http://www.w3.org/TR/1999/REC-xslt-19991116", "<xsl:stylesheet xmlns:xsl='http://www.w3.org/1999/XSL/Transform' version='1.0'/>") }, "transforms"),
        ["a transform by XPath"] = (_ => new() { Transforms = Transform("http://www.w3.org/TR/1999/REC-xpath-19991116", "<ds:XPath>not(ancestor-or-self::x)</ds:XPath>") }, "transforms"),
        ["a third transform"] = (_ => new() { Transforms = Transform(SamlSeal.Exclusive, "") + Transform(SamlSeal.Exclusive, "") }, "transforms"),
        ["no transform"] = (_ => new() { Transforms = "" }, "transforms"),
        ["inclusive canonicalization"] = (_ => new() { Canonicalization = "<ds:CanonicalizationMethod Algorithm=\"http://www.w3.org/TR/2001/REC-xml-c14n-20010315\"/>" }, "canonicalization"),
        ["canonicalization with comments"] = (_ => new() { Canonicalization = $"<ds:CanonicalizationMethod Algorithm=\"{SamlSeal.Exclusive}WithComments\"/>" }, "canonicalization"),
    };

    public static TheoryData<string> WrongOnes => [.. Wrong.Keys];

    public static TheoryData<string> BadOnes => [.. Badly.Keys];

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
    [MemberData(nameof(WrongOnes))]
    public async Task Refuses_a_signed_response_that_says(string what)
    {
        var (change, why) = Wrong[what];
        await RefusedAsync(script => _issuer.Answer(change(script)), why);
    }

    [Theory]
    [MemberData(nameof(BadOnes))]
    public async Task Refuses_a_signature_with(string what)
    {
        var (seal, why) = Badly[what];
        await RefusedAsync(script => _issuer.Answer(script, seal(_issuer)), why);
    }

    [Theory]
    [InlineData("unsigned")]
    [InlineData("stripped")]
    [InlineData("stranger")]
    [InlineData("stranger who brings the key")]
    [InlineData("changed")]
    [InlineData("changed group")]
    [InlineData("cut")]
    public async Task Refuses_what_the_provider_did_not_sign(string how)
    {
        using var stranger = new SamlIssuer();
        var keyInfo = $"<ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:X509Data><ds:X509Certificate>{Convert.ToBase64String(stranger.Certificate.RawData)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>";
        await RefusedAsync(
            script => how switch
            {
                "unsigned" => script.ToXml(),
                "stripped" => Stripped(_issuer.Answer(script)),
                "stranger" => stranger.Answer(script),
                "stranger who brings the key" => stranger.Answer(script, new() { KeyInfo = keyInfo }),
                "changed" => _issuer.Answer(script).Replace(script.NameId, "somebody-else", StringComparison.Ordinal),
                "changed group" => _issuer.Answer(script).Replace(">all<", ">root<", StringComparison.Ordinal),
                _ => _issuer.Answer(script).Replace("<ds:SignatureValue>", "<ds:SignatureValue>AAAA", StringComparison.Ordinal),
            },
            how is "unsigned" or "stripped" ? "not signed" : how.StartsWith("changed", StringComparison.Ordinal) ? "digest" : "signature");
    }

    [Theory]
    [InlineData("dtd")]
    [InlineData("entity")]
    [InlineData("laughs")]
    [InlineData("deep")]
    [InlineData("wide")]
    [InlineData("another encoding")]
    [InlineData("text")]
    [InlineData("html")]
    [InlineData("nothing")]
    [InlineData("undeclared prefix")]
    [InlineData("version 1.1")]
    public async Task Refuses_what_is_no_plain_document(string how)
    {
        await RefusedAsync(script =>
        {
            var right = _issuer.Answer(script);
            return how switch
            {
                "dtd" => "<!DOCTYPE x>" + right,
                "entity" => "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>" + right.Replace(script.NameId, "&e;", StringComparison.Ordinal),
                "laughs" => "<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]>" + right.Replace(script.NameId, "&c;", StringComparison.Ordinal),
                "deep" => right.Replace("</samlp:Response>", $"{string.Concat(Enumerable.Repeat("<x>", 5000))}{string.Concat(Enumerable.Repeat("</x>", 5000))}</samlp:Response>", StringComparison.Ordinal),
                "wide" => right.Replace("</samlp:Response>", $"{string.Concat(Enumerable.Repeat("<x/>", 20000))}</samlp:Response>", StringComparison.Ordinal),
                "another encoding" => "<?xml version=\"1.0\" encoding=\"utf-16\"?>" + right,
                "version 1.1" => "<?xml version=\"1.1\"?>" + right,
                "undeclared prefix" => right.Replace("<saml:Subject>", "<other:Subject>", StringComparison.Ordinal),
                "html" => "<html><body>Sign in</body></html>",
                "nothing" => " ",
                _ => "just text",
            };
        });
    }

    [Fact]
    public async Task Refuses_what_is_no_base64_and_what_is_no_utf8_and_what_is_too_large()
    {
        foreach (var sent in new[] { "not base64!", null, "", Convert.ToBase64String([0x3c, 0xff, 0xfe, 0x3e]), Convert.ToBase64String(new byte[300_000]), new string('A', 600_000) })
        {
            using var browser = app.Browser();
            var location = await browser.StartAsync(_id, "x@handmade.example");
            Assert.Equal(Mismatch, await app.PostSamlAsync(_id, SamlScenes.StateIn(location), sent));
        }

        // More than the portal reads of anything, and what is no form.
        using var huge = new FormUrlEncodedContent([new("SAMLResponse", new string('A', 2_000_000))]);
        Assert.Equal("/sign-in?refused=over", await app.PostSamlAsync(_id, huge));
        using var json = new StringContent("{}", Encoding.UTF8, "application/json");
        Assert.Equal("/sign-in?refused=over", await app.PostSamlAsync(_id, json));
    }

    [Fact]
    public async Task Refuses_a_name_that_is_new_each_time_and_what_is_encrypted_and_says_so()
    {
        Assert.Equal("/sign-in?refused=transient", await TryAsync(script => _issuer.Answer(script with { Format = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient" })));
        Assert.Contains("transient", await app.RefusalAsync(_id), StringComparison.Ordinal);
        Assert.Equal("/sign-in?refused=encrypted", await TryAsync(script => _issuer.Answer(script with { Extensions = "<saml:EncryptedAssertion/>" })));
        Assert.Contains("encrypted", await app.RefusalAsync(_id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_that_refuses_is_believed_without_a_signature_and_its_words_are_not_repeated()
    {
        Assert.Equal("/sign-in?refused=refused", await TryAsync(script => (script with { Status = "urn:oasis:names:tc:SAML:2.0:status:AuthnFailed" }).ToXml()));
        Assert.Equal("AuthnFailed", await app.RefusalAsync(_id));
        Assert.Equal("/sign-in?refused=refused", await TryAsync(script => (script with { Status = "x:&lt;script&gt;" }).ToXml()));
        Assert.Equal("no success", await app.RefusalAsync(_id));
    }

    [Fact]
    public async Task A_response_works_once_and_its_assertion_in_no_other()
    {
        using var browser = app.Browser();
        var location = await browser.StartAsync(_id, "grace@handmade.example");
        var script = SamlScenes.ScriptFor(location);
        var response = Convert.ToBase64String(Encoding.UTF8.GetBytes(_issuer.Answer(script)));
        var next = await app.PostSamlAsync(_id, SamlScenes.StateIn(location), response);
        Assert.StartsWith("/sign-in/callback/", next, StringComparison.Ordinal);
        Assert.Equal("/sign-in?refused=over", await app.PostSamlAsync(_id, SamlScenes.StateIn(location), response));
        Assert.Equal("nobody here began it, or it is over", await app.RefusalAsync(_id));
        // What was kept for the browser is no place for a second answer, and is taken once as well.
        Assert.Equal("/", await browser.ComeBackAsync(new(app.Portal, next)));
        Assert.Equal("/sign-in?refused=over", await browser.ComeBackAsync(new(app.Portal, next)));

        // The same response in another sign-in, and the same assertion signed once more for it.
        var other = await browser.StartAsync(_id, "grace@handmade.example");
        Assert.Equal(Mismatch, await app.PostSamlAsync(_id, SamlScenes.StateIn(other), response));
        Assert.Equal("InResponseTo", await app.RefusalAsync(_id));
        Assert.Equal(Mismatch, await TryAsync(again => _issuer.Answer(again with { AssertionId = script.AssertionId })));
        Assert.Equal("an assertion that was taken before", await app.RefusalAsync(_id));
    }

    [Fact]
    public async Task Refuses_what_nobody_asked_for_and_a_flood_of_it_does_not_fill_the_log()
    {
        var unasked = Convert.ToBase64String(Encoding.UTF8.GetBytes(_issuer.Answer(new() { Issuer = SamlIssuer.EntityId, Audience = "x", Recipient = "x", InResponseTo = null })));
        Assert.Equal("/sign-in?refused=over", await app.PostSamlAsync(_id, null, unasked));
        Assert.Equal("nobody here began it, or it is over", await app.RefusalAsync(_id));
        for (var i = 0; i < SaaSGate.ControlPlane.Federation.SignInRefusals.MostOfStrangers + 20; i++)
            Assert.Equal("/sign-in?refused=over", await app.PostSamlAsync(_id, $"state-{i}", unasked));
        Assert.Equal(
            (long)SaaSGate.ControlPlane.Federation.SignInRefusals.MostOfStrangers, await app.PeekAsync<long>("select count(*) from tenant.audit_log where action = 'person.sign_in_refused' and target = $1", _id));
        Assert.Equal(1, await app.PeekAsync<long>("select count(*) from tenant.audit_log where action = 'person.sign_in_refused' and target = $1 and (detail ->> 'more')::boolean", _id));
        // A provider that nobody has set up leaves nothing at all.
        Assert.Equal("/sign-in?refused=over", await app.PostSamlAsync(Contracts.Ids.Id<Contracts.Ids.IdentityProvider>.New(TimeProvider.System).Value, "x", unasked));
    }

    [Fact]
    public async Task A_rejected_response_shows_nothing_of_how()
    {
        using var browser = app.Browser();
        Assert.Equal(Mismatch, await app.SamlAsync(browser, _id, script => _issuer.Answer(script with { Audience = "x" })));
        await browser.RefusedAsync(PortalProblems.SignInNeeded, HttpMethod.Get, "session");
        using var page = await browser.Http.GetAsync(new Uri(app.Portal, Mismatch), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.DoesNotContain("Exception", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static string Transform(string algorithm, string inside) => $"<ds:Transform Algorithm=\"{SamlSeal.Enveloped}\"/><ds:Transform Algorithm=\"{algorithm}\">{inside}</ds:Transform>";

    private static string Stripped(string signed)
    {
        var document = SamlIssuer.Load(signed);
        var assertion = SamlIssuer.AssertionOf(document);
        assertion.RemoveChild(SamlIssuer.SignatureOf(assertion)!);
        return document.OuterXml;
    }

    private async Task<string> TryAsync(Func<SamlScript, string> make)
    {
        using var browser = app.Browser();
        return await app.SamlAsync(browser, _id, make);
    }

    private async Task RefusedAsync(Func<SamlScript, string> make, string? why = null)
    {
        var before = await app.PeekAsync<long>("select count(*) from tenant.audit_log where action = 'person.sign_in_refused'");
        Assert.Equal(Mismatch, await TryAsync(make));
        Assert.Equal(before + 1, await app.PeekAsync<long>("select count(*) from tenant.audit_log where action = 'person.sign_in_refused'"));
        Assert.Equal(why ?? await app.RefusalAsync(_id), await app.RefusalAsync(_id));
        Assert.Equal(0, await app.PeekAsync<long>("select count(*) from tenant.linked_identities where provider_id = $1", _id));
        // The very same, but right, is believed.
        Assert.Equal("/", await TryAsync(script => _issuer.Answer(script)));
    }
}
