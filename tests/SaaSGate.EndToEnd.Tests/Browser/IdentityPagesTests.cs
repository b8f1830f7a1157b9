using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Playwright;
using SaaSGate.TestKit;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SaaSGate.EndToEnd.Tests.Browser;

/// <summary>A SAML provider, from its first name in the portal to somebody who signs in there, in a real browser and with a real provider on another site.</summary>
[Collection(DemoCollection.Name)]
public sealed class IdentityPagesTests(DemoStack stack)
{
    private static readonly object Ada = new
    {
        id = "00u-ada",
        displayName = "Ada Byron",
        emails = new[] { new { value = "ada@saml.example" } },
        name = new { givenName = "Ada", familyName = "Byron" },
        groups = new[] { "soc" },
    };

    [Fact]
    public async Task A_saml_provider_is_set_up_and_somebody_signs_in_there()
    {
        using var tls = LocalCertificate.Create();
        using var key = RSA.Create(2048);
        var now = TimeProvider.System.GetUtcNow();
        using var signing = new CertificateRequest("CN=idp.saml.example", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(now.AddDays(-1), now.AddDays(20));
        await using var provider = await NodeScript.StartAsync("saml-provider.mjs", "samlp", new
        {
            tls = new { certificate = tls.ExportCertificatePem(), key = tls.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem() },
            signing = new { certificate = signing.ExportCertificatePem(), key = key.ExportPkcs8PrivateKeyPem() },
            issuer = "urn:saml.example",
            people = new Dictionary<string, object> { ["ada"] = Ada },
        });
        var place = $"https://localhost:{provider.Port}";

        // 1. The administrator begins with a name alone, and finds what to enter at the provider.
        await using var viewer = await stack.SignInAsync("admin");
        var page = viewer.Page;
        await viewer.OpenAsync("/settings/identity");
        await page.GetByTestId("new-provider").ClickAsync();
        await page.GetByTestId("provider-kind").GetByText("SAML 2.0").ClickAsync();
        var form = page.GetByTestId("provider-form");
        await form.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true }).FillAsync("Example SAML");
        await viewer.LookAsync("identity-saml-new");
        await page.GetByTestId("provider-submit").ClickAsync();
        var row = page.GetByTestId("provider").Filter(new() { HasText = "Example SAML" });
        await Expect(row).ToContainTextAsync("half set up");
        await Expect(row.GetByTestId("saml-acs")).ToContainTextAsync("/sign-in/callback/idp_");
        var entity = await row.GetByTestId("saml-entity-id").InnerTextAsync();
        await viewer.LookAsync("identity-saml-half");

        // 2. What pasted metadata says fills the form; what it does not say stands there already.
        await row.GetByTestId("provider-edit").ClickAsync();
        await page.GetByTestId("saml-metadata").FillAsync("<html/>");
        await page.GetByTestId("saml-metadata-read").ClickAsync();
        await Expect(form).ToContainTextAsync("It describes no identity provider.");
        var described = await page.APIRequest.GetAsync($"{place}/metadata", new() { IgnoreHTTPSErrors = true });
        await page.GetByTestId("saml-metadata").FillAsync(await described.TextAsync());
        await page.GetByTestId("saml-metadata-read").ClickAsync();
        await Expect(form.GetByRole(AriaRole.Textbox, new() { Name = "Entity id" })).ToHaveValueAsync("urn:saml.example");
        await form.GetByRole(AriaRole.Textbox, new() { Name = "Attribute that names groups" }).FillAsync("http://schemas.passportjs.com/groups");
        await form.GetByRole(AriaRole.Textbox, new() { Name = "What groups may do" }).FillAsync("soc: reviewer, responder");
        await viewer.LookAsync("identity-saml-edit");
        await page.GetByTestId("provider-submit").ClickAsync();
        await Expect(row).ToContainTextAsync("signs people in");
        await Expect(row.GetByTestId("saml-signer")).ToContainTextAsync("CN=idp.saml.example");
        await Expect(row.GetByTestId("saml-signer")).ToContainTextAsync("ends in");
        await row.GetByTestId("provider-test").ClickAsync();
        await Expect(page.GetByTestId("provider-tested")).ToContainTextAsync("signs with one key");
        await viewer.LookAsync("identity-saml");

        // 3. Somebody types their address, is sent there, and comes back by a post from another site: without a cookie, but as themselves.
        await stack.RunAsync(
            """
            insert into tenant.domains (organisation_id, id, name, token, proven_at, proven_by, provider_id, created_at, created_by)
            select organisation_id, 'dom_saml', 'saml.example', 't', now(), 'dns', id, now(), 'usr_x' from tenant.identity_providers
            """);
        await using var context = await page.Context.Browser!.NewContextAsync(new() { BaseURL = new Uri(page.Url).GetLeftPart(UriPartial.Authority), IgnoreHTTPSErrors = true });
        await context.AddCookiesAsync([new() { Name = "person", Value = "ada", Url = place }]);
        context.SetDefaultTimeout(DemoStack.Patience);
        var ada = await context.NewPageAsync();
        List<string> posted = [];
        ada.Request += (_, request) => posted.AddRange(request.Method == "POST" && request.Url.Contains("/sign-in/callback/", StringComparison.Ordinal) ? [request.Headers.GetValueOrDefault("cookie", "")] : []);
        await ada.GotoAsync("/sign-in");
        await ada.GetByTestId("sign-in-email").FillAsync("ada@saml.example");
        await Expect(ada.GetByTestId("sign-in-provider")).ToContainTextAsync("Continue with Example SAML");
        await viewer.ShotAsync("sign-in-saml", ada);
        await ada.GetByTestId("sign-in-provider").ClickAsync();
        await Expect(ada.GetByTestId("home")).ToBeVisibleAsync();
        Assert.Equal([""], posted);
        await ada.GetByTestId("user-menu").ClickAsync();
        await Expect(ada.GetByText("Ada Byron").First).ToBeVisibleAsync();

        // 4. What the provider reads is where it was said to be.
        var metadata = await ada.APIRequest.GetAsync(entity);
        Assert.Contains($"entityID=\"{entity}\"", await metadata.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_signed_in_longer_ago_shows_once_more_who_they_are_where_it_is_asked_and_it_goes_on()
    {
        await using var viewer = await stack.SignInAsync("admin");
        var page = viewer.Page;
        await viewer.OpenAsync("/settings/identity");
        await page.GetByTestId("new-provider").ClickAsync();
        await page.GetByTestId("provider-kind").GetByText("SAML 2.0").ClickAsync();
        await page.GetByTestId("provider-form").GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true }).FillAsync("Stale SAML");
        await page.GetByTestId("provider-submit").ClickAsync();
        var row = page.GetByTestId("provider").Filter(new() { HasText = "Stale SAML" });
        await page.GetByTestId("add-domain").GetByLabel("Domain").FillAsync("stale.example");
        await page.GetByTestId("add-domain-submit").ClickAsync();
        var domain = page.GetByTestId("domain").Filter(new() { HasText = "stale.example" });

        // 1. Events of a provider: with a token of a transmitter that nobody reaches, by hand, turned off, and removed.
        await row.GetByTestId("provider-events").ClickAsync();
        var transmitter = row.GetByRole(AriaRole.Textbox, new() { Name = "Transmitter", Exact = true });
        var token = row.GetByLabel("Access token", new() { Exact = true });
        await transmitter.FillAsync("https://idp.invalid");
        await token.FillAsync("a-token-of-it");
        await FreshAsync(() => row.GetByTestId("stream-set-up").ClickAsync(), "identity-events-fresh");
        await Expect(transmitter).ToHaveAttributeAsync("aria-invalid", "true");
        await token.FillAsync("");
        await row.GetByRole(AriaRole.Textbox, new() { Name = "Audience", Exact = true }).FillAsync("saasgate");
        await FreshAsync(() => row.GetByTestId("stream-set-up").ClickAsync());
        await Expect(row.GetByTestId("event-stream")).ToContainTextAsync("believed");
        await FreshAsync(() => row.GetByTestId("stream-turn").ClickAsync());
        await Expect(row.GetByTestId("stream-turn")).ToHaveTextAsync("Turn on");
        await row.GetByTestId("stream-remove").ClickAsync();
        await FreshAsync(() => row.GetByTestId("stream-remove-confirm").ClickAsync());
        await Expect(transmitter).ToBeVisibleAsync();

        // 2. A domain that DNS does not know: that is what is said once it is clear who asks.
        await FreshAsync(() => domain.GetByTestId("prove-dns").ClickAsync());
        await Expect(domain.GetByTestId("problem")).ToBeVisibleAsync();
        await domain.GetByTestId("domain-remove").ClickAsync();
        await FreshAsync(() => domain.GetByTestId("domain-remove-confirm").ClickAsync());
        await Expect(domain).ToHaveCountAsync(0);

        // 3. The provider.
        await row.GetByTestId("provider-remove").ClickAsync();
        await FreshAsync(() => row.GetByTestId("provider-remove-confirm").ClickAsync(), "identity-fresh");
        await Expect(row).ToHaveCountAsync(0);

        async Task FreshAsync(Func<Task> act, string? look = null)
        {
            await stack.AgeSignInsAsync();
            await act();
            await Expect(page.GetByTestId("step-up")).ToBeVisibleAsync();
            if (look is not null)
                await viewer.LookAsync(look);
            await viewer.StepUpAsync(stack.Password("admin"));
            await Expect(page.GetByTestId("step-up")).ToHaveCountAsync(0);
        }
    }
}
