using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Connections;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Exports;
using SaaSGate.ControlPlane.Federation;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Federation;

public sealed class DomainTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    [Theory]
    [InlineData("Example.COM.", "example.com")]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("a.b.co.uk", "a.b.co.uk")]
    [InlineData("localhost", null)]
    [InlineData("com", null)]
    [InlineData("127.0.0.1", null)]
    [InlineData("exa mple.com", null)]
    [InlineData("example.com/evil", null)]
    [InlineData("-a.example", null)]
    [InlineData("*.example.com", null)]
    [InlineData("example.com:443", null)]
    [InlineData("user@example.com", null)]
    [InlineData("", null)]
    public void Knows_a_domain(string text, string? name) => Assert.Equal(name, DomainName.Of(text));

    [Fact]
    public async Task Is_proven_by_a_dns_record_that_says_its_token_and_by_no_other()
    {
        await using var dns = new DnsServer();
        app.Service<IOptions<FederationOptions>>().Value.NameServers = [dns.Address];
        var proof = new DomainProof(app.Service<GuardedHttp>(), app.Service<IOptions<FederationOptions>>(), app.Service<IOptions<ConnectionOptions>>());
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var added = await AddAsync(admin, "dns.example");
        var domain = (await app.Service<Postgres.Federation.DomainStore>().ListAsync(Scenes.Acme, null, 100, TestContext.Current.CancellationToken)).Single(one => one.Name == "dns.example");
        Assert.False(await proof.IsInDnsAsync(domain, TestContext.Current.CancellationToken));
        dns.Records["dns.example"] = [(string)added["text"]!];
        Assert.False(await proof.IsInDnsAsync(domain, TestContext.Current.CancellationToken));
        dns.Records[(string)added["record"]!] = [DomainProof.Text("another"), (string)added["text"]! + "x", domain.Token];
        Assert.False(await proof.IsInDnsAsync(domain, TestContext.Current.CancellationToken));
        dns.Records[(string)added["record"]!] = ["v=spf1 -all", (string)added["text"]!];
        Assert.True(await proof.IsInDnsAsync(domain, TestContext.Current.CancellationToken));

        // Over the API: the same record, and from then on its addresses count.
        Assert.False(await ProvenAsync("ada@DNS.example"));
        await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"domains/{domain.Id}/proof", new { by = "dns" });
        Assert.True(await ProvenAsync("ada@DNS.example"));
        Assert.False(await ProvenAsync("ada@sub.dns.example"));
        Assert.False(await ProvenAsync("ada@dns.example.evil"));
        Assert.False(await ProvenAsync("dns.example"));
        Assert.False(await ProvenAsync("ada@dns.example", DemoOrganisations.Northwind.Value));
    }

    [Fact]
    public async Task Is_proven_by_a_file_over_https_without_a_redirect()
    {
        app.Service<IOptions<ConnectionOptions>>().Value.AllowPrivateUpstreams = true;
        await using var place = await HttpsReceiver.StartAsync(TestContext.Current.CancellationToken);
        var options = app.Service<IOptions<FederationOptions>>().Value;
        (options.ProofFile, options.ProofAuthority) = (place.At("/{domain}/token.txt").OriginalString.Replace("%7B", "{", StringComparison.OrdinalIgnoreCase).Replace("%7D", "}", StringComparison.OrdinalIgnoreCase), place.Authority);
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var added = await AddAsync(admin, "file.example");
        var path = $"domains/{added["domain"]!["id"]}/proof";
        var text = (string)added["text"]!;
        foreach (var (status, body) in new[] { (200, "nothing"), (404, text), (302, text), (200, text[..^1]), (200, $"<p>{text}</p>") })
        {
            place.Answer = _ => (status, body);
            await admin.RefusedAsync(PortalProblems.DomainNotProven, HttpMethod.Post, path, new { by = "file" });
        }

        place.Answer = post => post.Path == "/file.example/token.txt" ? (200, $"other-verification=1\r\n{text}\r\n") : (404, "");
        app.Service<IOptions<ConnectionOptions>>().Value.AllowPrivateUpstreams = false;
        await admin.RefusedAsync(PortalProblems.DomainNotProven, HttpMethod.Post, path, new { by = "file" });
        app.Service<IOptions<ConnectionOptions>>().Value.AllowPrivateUpstreams = true;
        var proven = await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, path, new { by = "file" });
        Assert.Equal("file", (string?)proven!["domain"]!["provenBy"]);
    }

    [Fact]
    public async Task Two_organisations_have_tokens_of_their_own_for_one_domain()
    {
        using var acme = await app.SignInAsync(app.Demo.Admin);
        using var northwind = await app.NorthwindAdminAsync();
        Assert.NotEqual((string?)(await AddAsync(acme, "shared.example"))["text"], (string?)(await AddAsync(northwind, "shared.example"))["text"]);
        await acme.RefusedAsync(PortalProblems.NameTaken, HttpMethod.Post, "domains", new { name = "SHARED.example" });
    }

    [Fact]
    public async Task No_token_and_no_reviewer_changes_who_may_sign_in()
    {
        using var program = app.Program(app.Demo.ApiToken);
        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);
        foreach (var caller in new[] { program, reviewer })
        {
            await caller.RefusedAsync(PortalProblems.Forbidden, HttpMethod.Post, "domains", new { name = "token.example" });
            await caller.RefusedAsync(PortalProblems.Forbidden, HttpMethod.Post, "identity-providers", ProviderScenes.ProviderBody("https://idp.example", null));
        }
    }

    private static async Task<JsonNode> AddAsync(PortalBrowser admin, string name) => (await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "domains", new { name }))!;

    private Task<bool> ProvenAsync(string address, string? organisation = null) => app.PeekAsync<bool>(
        "select tenant.domain_is_proven($2) from (select set_config('saasgate.organisation', $1, true)) as bound", organisation ?? Scenes.Acme.Value, address);
}
