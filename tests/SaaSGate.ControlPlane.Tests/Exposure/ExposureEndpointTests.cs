using System.Net;
using System.Text.Json.Nodes;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.ControlPlane.Vault;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Exposure;

public sealed class ExposureEndpointTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("EMAIL", "Jane.Doe@Customer.example", "  jane.doe@customer.EXAMPLE ")]
    [InlineData("CREDIT_CARD", "4111 1111 1111 1111", "4111-1111-1111-1111")]
    [InlineData("IBAN", "DE89 3704 0044 0532 0130 00", "de89370400440532013000")]
    [InlineData("PHONE", "+1 415 555 0100", "(415) 555-0100")]
    public async Task Finds_the_sessions_that_saw_a_value_however_it_is_spelled(string type, string seen, string asked)
    {
        var (session, exchange) = await app.SeeAsync(type, seen);
        await app.SeeAsync(exchange, type, seen);
        await app.SendAsync(exchange, "files.evil.example", "http_request");
        using var responder = await ResponderAsync();
        var found = Assert.Single((await LookUpAsync(responder, type, asked))["sessions"]!.AsArray())!;
        Assert.Equal(session.Value, (string?)found["sessionId"]);
        Assert.Equal(exchange.Value, (string?)found["exchangeId"]);
        Assert.Equal(app.Demo.Skills[0].Name, (string?)found["skillName"]);
        Assert.Equal("Ada Lindqvist", (string?)found["ownerName"]);
        Assert.Equal((2, 1), ((int)found["findings"]!, (int)found["exchanges"]!));
        Assert.Equal("""["request"]""", found["directions"]!.ToJsonString());
        Assert.Equal("""["allow"]""", found["decisions"]!.ToJsonString());
        Assert.Equal("""["files.evil.example"]""", found["destinations"]!.ToJsonString());
    }

    [Fact]
    public async Task Finds_under_the_key_of_every_month_that_is_kept_and_not_under_one_that_is_gone()
    {
        var keys = app.Service<FingerprintKeys>();
        var gone = (await keys.ThisAndNextAsync(Scenes.Acme, Cancellation))[1];
        await app.SeeAsync("EMAIL", "months@customer.example", (await keys.ThisAndNextAsync(Scenes.Acme, Cancellation))[0].Key);
        await app.SeeAsync("EMAIL", "months@customer.example", gone.Key);
        using var responder = await ResponderAsync();
        Assert.Equal(2, (int)(await LookUpAsync(responder, "EMAIL", "months@customer.example"))["totalSessions"]!);
        await app.RunAsync("delete from tenant.fingerprint_keys where organisation_id = $1 and month = $2", Scenes.Acme.Value, gone.Month);
        Assert.Equal(1, (int)(await LookUpAsync(responder, "EMAIL", "months@customer.example"))["totalSessions"]!);
    }

    [Fact]
    public async Task Finds_nothing_of_another_organisation()
    {
        await app.SeeAsync("EMAIL", "ours@customer.example");
        var (_, person) = await app.Service<DemoPeople>().EnsureAsync(DemoOrganisations.Northwind, "respond@northwind.example", "Rita West", [Roles.Responder], Cancellation);
        using var stranger = await app.SignInAsync(person);
        Assert.Equal(0, (int)(await LookUpAsync(stranger, "EMAIL", "ours@customer.example"))["totalSessions"]!);
    }

    [Fact]
    public async Task Keeps_the_value_nowhere_and_tells_the_log_who_looked_for_what_type()
    {
        const string value = "secretly-sought@customer.example";
        using var responder = await ResponderAsync();
        var key = Guid.NewGuid().ToString();
        using var first = await responder.SendAsync(HttpMethod.Post, "exposure", new { type = "EMAIL", value }, idempotencyKey: key);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.DoesNotContain("sought", await first.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        var detail = JsonNode.Parse((await app.PeekAsync<string>("select detail::text from tenant.audit_log where action = 'exposure.looked_up' order by id desc limit 1"))!)!;
        Assert.Equal("EMAIL", (string?)detail["type"]);
        Assert.Equal(16, ((string)detail["fingerprint"]!).Length);
        foreach (var table in (string[])["audit_log", "idempotency", "feed", "exposure_lists"])
            Assert.Equal(0L, await app.PeekAsync<long>($"select count(*) from tenant.{table} t where t::text like '%sought%'"));
    }

    [Fact]
    public async Task Gives_each_person_so_many_look_ups_and_says_when_there_are_more()
    {
        using var responder = await ResponderAsync();
        for (var i = 0; i < 30; i++)
            await LookUpAsync(responder, "EMAIL", $"{i}@customer.example");
        using var refused = await responder.SendAsync(HttpMethod.Post, "exposure", new { type = "EMAIL", value = "30@customer.example" });
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        await PortalBrowser.RefusedAsync(PortalProblems.TooManyLookups, refused);
        using var other = await ResponderAsync();
        await LookUpAsync(other, "EMAIL", "30@customer.example");
    }

    [Fact]
    public async Task A_person_s_tokens_look_up_no_more_than_the_person()
    {
        var (_, person) = await app.MemberAsync("admin");
        using var maker = person;
        PortalBrowser[] all = [maker, await TokenAsync("one"), await TokenAsync("two")];
        for (var i = 0; i < 30; i++)
            await LookUpAsync(all[i % all.Length], "EMAIL", $"{i}@customer.example");
        foreach (var one in all)
            await one.RefusedAsync(PortalProblems.TooManyLookups, HttpMethod.Post, "exposure", new { type = "EMAIL", value = "30@customer.example" });
        using var third = await TokenAsync("three");
        await third.RefusedAsync(PortalProblems.TooManyLookups, HttpMethod.Post, "exposure", new { type = "EMAIL", value = "30@customer.example" });
        all[1].Dispose();
        all[2].Dispose();

        async Task<PortalBrowser> TokenAsync(string name) => app.Program((string)(await maker.ExpectAsync(
            HttpStatusCode.Created, HttpMethod.Post, "tokens", new { name, scopes = new[] { "contain" }, expiresInDays = 1 }))!["token"]!);
    }

    [Fact]
    public async Task Refuses_types_that_nothing_finds_and_people_who_do_not_respond()
    {
        using var responder = await ResponderAsync();
        var refused = await responder.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "exposure", new { type = "SHOE_SIZE", value = "43" });
        Assert.NotNull(refused!["errors"]!["type"]);
        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);
        await reviewer.RefusedAsync(PortalProblems.Forbidden, HttpMethod.Post, "exposure", new { type = "EMAIL", value = "a@b.example" });
    }

    private static async Task<JsonNode> LookUpAsync(PortalBrowser browser, string type, string value) =>
        (await browser.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "exposure", new { type, value }))!;

    /// <summary>Each test has a person of its own, and so a budget.</summary>
    private async Task<PortalBrowser> ResponderAsync()
    {
        var (_, person) = await app.Service<DemoPeople>().EnsureAsync(Scenes.Acme, $"{Guid.NewGuid():n}@acme.example", "Rory Responder", [Roles.Responder], Cancellation);
        return await app.SignInAsync(person);
    }
}
