using System.Net;
using System.Text;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Offboarding;
using SaaSGate.ControlPlane.Tests.Scim;
using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Offboarding;

public sealed class OffboardingEndpointTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_person_offboards_another_reads_the_report_and_lets_them_come_back()
    {
        var (id, _) = await PersonAsync("manual@acme.example");
        var skill = await app.GiveSkillAsync(id);
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var made = (await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "offboardings", new { person = "Manual@acme.example", reason = "Contract ended" }))!;
        await app.AssertGoneAsync(id, skill, "manual");
        Assert.Equal("Contract ended", (string?)made["causes"]![0]!["detail"]);
        Assert.NotNull((await admin.GetAsync($"offboardings/{made["id"]}"))!["exposure"]);
        await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "offboardings", new { person = id });
        Assert.Equal("returned", (string?)(await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"offboardings/{made["id"]}/return"))!["state"]);
        Assert.Equal("active", await app.PeekAsync<string>("select status from tenant.members where user_id = $1", id));
    }

    [Fact]
    public async Task Nobody_offboards_themselves_or_somebody_who_is_not_there()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        foreach (var person in (string[])[app.Demo.Admin.Email, "nobody@acme.example", app.Demo.Partner.Email, "usr_x"])
            await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, "offboardings", new { person });
        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);
        await reviewer.RefusedAsync(PortalProblems.Forbidden, HttpMethod.Post, "offboardings", new { person = app.Demo.Admin.Email });
        await reviewer.RefusedAsync(PortalProblems.Forbidden, HttpMethod.Get, "offboardings");
    }

    [Fact]
    public async Task Whom_the_directory_says_is_away_comes_back_by_the_directory_alone()
    {
        using var directory = new ScimClient(app);
        var id = await directory.PersonAsync("kept@acme.example");
        using var admin = await app.SignInAsync(app.Demo.Admin);
        await directory.PatchAsync($"Users/{id}", Active(false));
        var left = (await admin.GetAsync("offboardings"))!["items"]!.AsArray().First(item => (string?)item!["person"]!["id"] == id)!;
        Assert.True((bool)left["isAwayInDirectory"]!);
        await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, $"offboardings/{left["id"]}/return");
        await directory.PatchAsync($"Users/{id}", Active(true));
        Assert.Equal("active", await StatusAsync(id));
    }

    [Fact]
    public async Task Whom_a_person_offboarded_comes_back_by_a_person_and_by_no_directory()
    {
        using var directory = new ScimClient(app);
        var id = await directory.PersonAsync("wrong@acme.example");
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var made = (await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "offboardings", new { person = id }))!;
        Assert.False((bool)made["isAwayInDirectory"]!);
        Assert.Equal("returned", (string?)(await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"offboardings/{made["id"]}/return"))!["state"]);
        Assert.Equal("active", await StatusAsync(id));

        // Off and on again in the directory is not what ended it.
        var again = (await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "offboardings", new { person = id }))!;
        await directory.PatchAsync($"Users/{id}", Active(false));
        await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, $"offboardings/{again["id"]}/return");
        Assert.True((bool)(await directory.PatchAsync($"Users/{id}", Active(true)))!["active"]!);
        Assert.Equal("inactive", await StatusAsync(id));
        Assert.Equal(1, await app.PeekAsync<long>("select count(*) from tenant.locks where kind = 'person' and target_id = $1 and lifted_at is null", id));
        await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"offboardings/{again["id"]}/return");
        Assert.Equal("active", await StatusAsync(id));
    }

    [Fact]
    public async Task The_rule_is_changed_by_who_has_read_it()
    {
        var (successor, _) = await PersonAsync("successor@acme.example");
        using var admin = await app.SignInAsync(app.Demo.Admin);
        Assert.Equal("revoke", (string?)(await admin.GetAsync("offboarding-rule"))!["onLeaving"]);
        await admin.RefusedAsync(PortalProblems.PreconditionNeeded, HttpMethod.Put, "offboarding-rule", new { onLeaving = "suspend" });
        await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Put, "offboarding-rule", new { onLeaving = "reassign", successorUserId = "usr_x" }, "\"0\"");
        await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Put, "offboarding-rule", new { onLeaving = "forget" }, "\"0\"");
        var saved = (await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, "offboarding-rule", new { onLeaving = "reassign", successorUserId = successor }, "\"0\""))!;
        Assert.Equal(successor, (string?)saved["successor"]!["id"]);
        await admin.RefusedAsync(PortalProblems.ChangedMeanwhile, HttpMethod.Put, "offboarding-rule", new { onLeaving = "revoke" }, "\"0\"");
        await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, "offboarding-rule", new { onLeaving = "revoke" }, "\"1\"");
    }

    [Fact]
    public async Task An_HR_system_says_who_left_signed_fresh_and_once()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var hook = (await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "hr-webhooks", new { name = "payroll" }))!;
        var (path, secret) = ((string)hook["path"]!, (string)hook["secret"]!);
        await admin.RefusedAsync(PortalProblems.NameTaken, HttpMethod.Post, "hr-webhooks", new { name = "payroll" });
        Assert.False(await app.PeekAsync<bool>("select position(convert_to($1, 'UTF8') in secret_sealed) > 0 from tenant.hr_webhooks", secret));
        var (id, _) = await PersonAsync("paid@acme.example");
        var skill = await app.GiveSkillAsync(id);
        const string Body = """{"event":"person.left","person":"paid@acme.example","reason":"last day"}""";
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

        // Not signed, signed with another secret, for another body or time, too old or from the future.
        await RefusedAsync(path, Body, $"{now}", null);
        await RefusedAsync(path, Body, $"{now}", Sign("sgh_wrong", now, Body));
        await RefusedAsync(path, Body + " ", $"{now}", Sign(secret, now, Body));
        await RefusedAsync(path, Body, $"{now + 1}", Sign(secret, now, Body));
        await RefusedAsync(path, Body, $"{now - 301}", Sign(secret, now - 301, Body));
        await RefusedAsync(path, Body, $"{now + 400}", Sign(secret, now + 400, Body));
        await RefusedAsync(path.Replace(DemoOrganisations.Acme.Value, DemoOrganisations.Northwind.Value, StringComparison.Ordinal), Body, $"{now}", Sign(secret, now, Body));
        Assert.Equal("active", await app.PeekAsync<string>("select status from tenant.skills where id = $1", skill));

        using (var answer = await SendAsync(path, Body, $"{now}", Sign(secret, now, Body)))
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await app.AssertGoneAsync(id, skill, "hr_webhook");

        // Sent again by who overheard it, after the person came back: nothing.
        await app.Service<Offboarder>().ReturnAsync(DemoOrganisations.Acme, id, Postgres.Audit.Actor.System, Cancellation);
        await RefusedAsync(path, Body, $"{now}", Sign(secret, now, Body));
        Assert.Equal("active", await app.PeekAsync<string>("select status from tenant.members where user_id = $1", id));

        foreach (var wrong in (string[])["{}", "x", """{"event":"person.hired","person":"paid@acme.example"}""", """{"event":"person.left","person":"nobody@acme.example"}""", """{"event":"person.left","person":"a\u0000"}"""])
        {
            using var answer = await SendAsync(path, wrong, $"{now}", Sign(secret, now, wrong));
            await PortalBrowser.RefusedAsync(PortalProblems.Invalidated, answer);
        }

        await admin.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, $"hr-webhooks/{hook["id"]}");
        await RefusedAsync(path, Body, $"{now + 2}", Sign(secret, now + 2, Body));
        using var program = app.Program(app.Demo.ApiToken);
        await program.RefusedAsync(PortalProblems.Forbidden, HttpMethod.Post, "hr-webhooks", new { name = "x" });
    }

    [Fact]
    public async Task A_message_of_somebody_unknown_may_come_again_and_who_took_an_address_keeps_nobody_here()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var hook = (await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "hr-webhooks", new { name = "later" }))!;
        var (path, secret) = ((string)hook["path"]!, (string)hook["secret"]!);
        const string Body = """{"event":"person.left","person":"late@acme.example"}""";
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        using (var early = await SendAsync(path, Body, $"{now}", Sign(secret, now, Body)))
            await PortalBrowser.RefusedAsync(PortalProblems.Invalidated, early);
        var (taker, _) = await PersonAsync("taker@acme.example");
        await app.RunAsync("update tenant.members set email = 'late@acme.example', email_verified = false where user_id = $1", taker);
        var (late, _) = await PersonAsync("late@acme.example");
        using (var again = await SendAsync(path, Body, $"{now}", Sign(secret, now, Body)))
            Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(("inactive", "active"), (await StatusAsync(late), await StatusAsync(taker)));
        await RefusedAsync(path, Body, $"{now}", Sign(secret, now, Body));
    }

    private static string Active(bool active) => $$"""[{"op":"replace","path":"active","value":{{(active ? "true" : "false")}}}]""";

    private Task<string?> StatusAsync(string userId) => app.PeekAsync<string>("select status from tenant.members where user_id = $1", userId);

    private static string Sign(string secret, long at, string body) => HrSignature.Of(Encoding.UTF8.GetBytes(secret), $"{at}", Encoding.UTF8.GetBytes(body));

    private async Task RefusedAsync(string path, string body, string timestamp, string? signature)
    {
        using var answer = await SendAsync(path, body, timestamp, signature);
        await PortalBrowser.RefusedAsync(PortalProblems.SignatureRefused, answer);
    }

    private async Task<HttpResponseMessage> SendAsync(string path, string body, string timestamp, string? signature)
    {
        using var browser = app.Browser();
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add(HrSignature.TimestampHeader, timestamp);
        if (signature is not null)
            request.Headers.Add(HrSignature.SignatureHeader, signature);
        return await browser.Http.SendAsync(request, Cancellation);
    }

    private Task<(string UserId, DemoPerson SignIn)> PersonAsync(string email) =>
        app.Service<DemoPeople>().EnsureAsync(DemoOrganisations.Acme, email, "Somebody", [Roles.Reviewer], Cancellation);
}
