using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MimeKit;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Tests.Federation;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Federation;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Organisations;

/// <summary>People join by a link and a password of their own.</summary>
public sealed class InvitationTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    private const string Password = "long enough by far";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_is_invited_sees_by_whom_sets_a_password_and_is_a_member()
    {
        using var owner = await app.SignInAsync(app.Demo.Admin);
        var email = Address();
        var invited = await InviteAsync(owner, email, "auditor");
        Assert.Equal((false, null), ((bool)invited["mailed"]!, (string?)invited["mailProblem"]));
        var listed = await ListedAsync(owner, email);
        Assert.Equal(("Ina Invited", "Ada Lindqvist", "waiting"), ((string?)listed!["displayName"], (string?)listed["createdByName"], (string?)listed["state"]));
        Assert.Equal("waiting", (string?)invited["invitation"]!["state"]);
        Assert.DoesNotContain("hash", listed.ToJsonString(), StringComparison.OrdinalIgnoreCase);

        using var browser = app.Browser();
        var token = TokenOf(invited);
        var found = (await browser.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "session/invitation", new { token }))!;
        Assert.Equal(("Acme", "Ada Lindqvist", email), ((string?)found["organisationName"], (string?)found["invitedByName"], (string?)found["email"]));
        var shorter = await browser.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "session/invitation/accept", new { token, password = "elevenchars" });
        Assert.NotNull(shorter!["errors"]!["password"]);
        browser.Adopt((await AcceptAsync(browser, token, HttpStatusCode.OK))!);
        Assert.Equal(["audit", "read"], browser.Session!["permissions"]!.AsArray().Select(permission => (string)permission!).Order());
        await browser.GetAsync("audit");

        // Passkeys and an authenticator are theirs to add, and the password opens the account.
        await browser.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "session/authenticator");
        using var again = app.Browser();
        await again.SignInAsync(email, Password);

        var member = (string)browser.Session["user"]!["id"]!;
        Assert.Equal(["auditor"], (await owner.GetAsync($"members/{member}"))!["roles"]!.AsArray().Select(role => (string)role!));
        Assert.Null(await ListedAsync(owner, email));
        // Nobody but its owner has shown whose the address is.
        Assert.False(await app.PeekAsync<bool>("select email_verified from tenant.members where user_id = $1", member));
        Assert.Equal(
            ["member.invited", "member.joined"],
            (await owner.GetAsync("audit?limit=200"))!["items"]!.AsArray().Where(line => (string?)line!["target"] == member || (string?)line["target"] == (string?)invited["invitation"]!["id"])
                .Select(line => (string)line!["action"]!).Where(action => action.StartsWith("member.", StringComparison.Ordinal)).Order());
        await AcceptAsync(app.Browser(), token, PortalProblems.InvitationOver);
    }

    [Fact]
    public async Task Of_many_who_use_a_link_at_the_same_time_one_joins()
    {
        using var owner = await app.SignInAsync(app.Demo.Admin);
        var email = Address();
        var token = TokenOf(await InviteAsync(owner, email, "reviewer"));
        var browsers = Enumerable.Range(0, 8).Select(_ => app.Browser()).ToList();
        var answers = await Task.WhenAll(browsers.Select((browser, at) => browser.SendAsync(HttpMethod.Post, "session/invitation/accept", new { token, password = $"{Password} {at}" })));
        var joined = Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        foreach (var late in answers.Where(answer => answer != joined))
            await PortalBrowser.RefusedAsync(PortalProblems.InvitationOver, late);
        Assert.Equal(1, await app.PeekAsync<long>("select count(*) from tenant.members where email = $1", email));
        Assert.Equal(1, await app.PeekAsync<long>("select count(*) from platform.users where email = $1", email));
        // The one who has joined has set the password.
        var first = browsers[Array.IndexOf(answers, joined)];
        first.Adopt(await PortalBrowser.ReadAsync(joined));
        await first.SignInAsync(email, $"{Password} {Array.IndexOf(answers, joined)}");
        browsers.ForEach(browser => browser.Dispose());
    }

    [Fact]
    public async Task A_link_that_has_run_out_was_withdrawn_or_replaced_opens_nothing()
    {
        using var owner = await app.SignInAsync(app.Demo.Admin);
        var (late, gone) = (Address(), Address());
        var expired = TokenOf(await InviteAsync(owner, late, "reviewer"));
        await app.RunAsync("update tenant.member_invitations set expires_at = now() - interval '1 second' where email = $1", late);
        await AcceptAsync(app.Browser(), expired, PortalProblems.InvitationOver);
        await RefusedToFindAsync(expired);
        Assert.NotNull(await ListedAsync(owner, late));
        var once = TokenOf(await InviteAsync(owner, late, "reviewer"));
        await RefusedToFindAsync(expired);
        await app.Browser().ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "session/invitation", new { token = once });

        var withdrawn = await InviteAsync(owner, gone, "reviewer");
        var path = $"members/invitations/{withdrawn["invitation"]!["id"]}/withdraw";
        await owner.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Post, path);
        await owner.RefusedAsync(PortalProblems.NotFound, HttpMethod.Post, path);
        await AcceptAsync(app.Browser(), TokenOf(withdrawn), PortalProblems.InvitationOver);
        Assert.Equal(1, await app.PeekAsync<long>("select count(*) from tenant.audit_log where action = 'member.invitation_withdrawn' and target = $1", (string)withdrawn["invitation"]!["id"]!));

        foreach (var forged in new[] { "", "sgi_", once[..^1], once[..^7] + "0000000", SecretText.CreateIn(SecretText.Invitation, DemoOrganisations.Acme), SecretText.CreateIn(SecretText.Invitation, DemoOrganisations.Northwind) })
            await RefusedToFindAsync(forged);
    }

    [Fact]
    public async Task Nobody_gives_more_than_they_may_do_now_or_when_it_is_used()
    {
        var (id, admin) = await app.MemberAsync("admin");
        using var _ = admin;
        await admin.RefusedAsync(PortalProblems.BeyondYou, HttpMethod.Post, "members/invitations", Body(Address(), "owner"));
        var unknown = await admin.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "members/invitations", Body(Address(), "king"));
        Assert.NotNull(unknown!["errors"]!["roles"]);
        var wrong = await admin.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "members/invitations", new { email = "Ina <ina@x.example>", displayName = " ", roles = Array.Empty<string>() });
        Assert.Equal(["displayName", "email", "roles"], wrong!["errors"]!.AsObject().Select(error => error.Key).Order());
        var taken = await admin.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "members/invitations", Body(app.Demo.Reviewer.Email.ToUpperInvariant(), "reviewer"));
        Assert.NotNull(taken!["errors"]!["email"]);
        var (email, plain) = (Address(), Address());
        var token = TokenOf(await InviteAsync(admin, email, "admin"));
        await InviteAsync(admin, plain, "reviewer");

        using var owner = await app.SignInAsync(app.Demo.Admin);
        Assert.Equal("waiting", (string?)(await ListedAsync(owner, email))!["state"]);
        using (var demoted = await owner.GiveAsync(id, "reviewer"))
            Assert.Equal(HttpStatusCode.OK, demoted.StatusCode);
        await AcceptAsync(app.Browser(), token, PortalProblems.InvitationOver);
        await RefusedToFindAsync(token);

        // Who looks at the list sees which links open nothing, whatever the roles.
        Assert.Equal(("void", "void"), ((string?)(await ListedAsync(owner, email))!["state"], (string?)(await ListedAsync(owner, plain))!["state"]));
        var again = await InviteAsync(owner, email, "admin");
        Assert.Equal(("waiting", "waiting"), ((string?)again["invitation"]!["state"], (string?)(await ListedAsync(owner, email))!["state"]));
    }

    [Fact]
    public async Task Another_organisation_sees_and_withdraws_none_of_it()
    {
        using var owner = await app.SignInAsync(app.Demo.Admin);
        var email = Address();
        var invited = await InviteAsync(owner, email, "reviewer");
        using var stranger = await app.NorthwindAdminAsync();
        Assert.Null(await ListedAsync(stranger, email));
        await stranger.RefusedAsync(PortalProblems.NotFound, HttpMethod.Post, $"members/invitations/{invited["invitation"]!["id"]}/withdraw");
        // Its organisation is in the token, and is not believed.
        await RefusedToFindAsync(SecretText.CreateIn(SecretText.Invitation, DemoOrganisations.Northwind));
        await app.Browser().ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "session/invitation", new { token = TokenOf(invited) });
    }

    [Fact]
    public async Task Who_has_an_account_joins_with_its_password_and_looks_at_the_organisation_that_invited()
    {
        var email = $"{Guid.NewGuid():n}@elsewhere.example";
        var (id, person) = await app.Service<DemoPeople>().EnsureAsync(DemoOrganisations.Northwind, email, "Ina Invited", [Roles.Reviewer], Cancellation);
        using var owner = await app.SignInAsync(app.Demo.Admin);
        var token = TokenOf(await InviteAsync(owner, email, "auditor"));
        using var browser = app.Browser();
        await AcceptAsync(browser, token, PortalProblems.AccountKnown);
        await browser.RefusedAsync(PortalProblems.SignInFailed, HttpMethod.Post, "session/invitation/accept", new { token, password = Password, hasAccount = true });
        var session = (await browser.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "session/invitation/accept", new { token, password = person.Password, hasAccount = true }))!;
        Assert.Equal((id, "acme"), ((string?)session["user"]!["id"], (string?)session["organisation"]!["slug"]));
        Assert.Equal(["acme", "northwind"], session["memberships"]!.AsArray().Select(one => (string)one!["slug"]!).Order());
        await browser.RefusedAsync(PortalProblems.InvitationOver, HttpMethod.Post, "session/invitation/accept", new { token, password = person.Password, hasAccount = true });
    }

    [Fact]
    public async Task Where_passwords_open_nothing_nobody_is_invited_and_no_link_works()
    {
        var (domain, email) = ($"{Guid.NewGuid():n}.example", "ina@");
        using var owner = await app.SignInAsync(app.Demo.Admin);
        var token = TokenOf(await InviteAsync(owner, email + domain, "reviewer"));
        var provider = await owner.AddProviderAsync(ProviderScenes.ProviderBody("https://idp.example", null));
        await app.RunAsync("update tenant.domains set provider_id = $2, required = true where id = $1", await app.ProvenDomainAsync(domain), provider);
        Assert.Equal("provider", (string?)(await ListedAsync(owner, email + domain))!["state"]);
        await owner.RefusedAsync(PortalProblems.ProviderBrings, HttpMethod.Post, "members/invitations", Body("other@" + domain.ToUpperInvariant(), "reviewer"));
        using var browser = app.Browser();
        await browser.RefusedAsync(PortalProblems.ProviderNeeded, HttpMethod.Post, "session/invitation", new { token });
        await AcceptAsync(browser, token, PortalProblems.ProviderNeeded);
        Assert.Equal(0, await app.PeekAsync<long>("select count(*) from platform.users where email = $1", email + domain));

        // The provider brings them, and nobody waits for the link any more.
        await app.Service<DemoPeople>().EnsureAsync(DemoOrganisations.Acme, email + domain, "Ina Invited", [Roles.Reviewer], Cancellation);
        Assert.Equal("joined", (string?)(await ListedAsync(owner, email + domain))!["state"]);
    }

    [Fact]
    public async Task The_link_is_mailed_where_the_organisation_mails_and_said_where_it_cannot_be()
    {
        await using var outside = await app.ReceiverAsync();
        await using var server = new SmtpListener(implicitTls: false);
        using var owner = await app.SignInAsync(app.Demo.Admin);
        await owner.AddChannelAsync(
            "email",
            new { host = "localhost", port = server.Port, tls = "starttls", userName = "gate", from = "gate@acme.example", to = new[] { "soc@acme.example" }, authority = server.Certificate.ExportCertificatePem() },
            new { password = "right" }, ["locks"]);
        try
        {
            var email = Address();
            var invited = await InviteAsync(owner, email, "reviewer");
            Assert.Equal((true, null), ((bool)invited["mailed"]!, (string?)invited["mailProblem"]));
            var mail = Assert.Single(server.Mails);
            Assert.Equal([email], mail.To);
            using var data = new MemoryStream(Encoding.UTF8.GetBytes(mail.Data));
            using var message = await MimeMessage.LoadAsync(data, Cancellation);
            Assert.Equal("[SaaSGate] Ada Lindqvist invites you to Acme", message.Subject);
            Assert.Contains((string)invited["link"]!, message.TextBody, StringComparison.Ordinal);

            server.RefuseRecipients = "550 5.1.1 nobody";
            var lost = await InviteAsync(owner, Address(), "reviewer");
            Assert.False((bool)lost["mailed"]!);
            Assert.StartsWith("It answered 550", (string?)lost["mailProblem"], StringComparison.Ordinal);
        }
        finally
        {
            await app.ForgetChannelsAsync();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_joins_by_the_mail_itself_has_shown_whose_the_address_is_once_the_domain_is_proven(bool before)
    {
        var domain = $"{Guid.NewGuid():n}.example";
        var id = await app.ProvenDomainAsync(domain);
        if (!before)
            await app.RunAsync("update tenant.domains set proven_at = null, proven_by = null where id = $1", id);
        await using var outside = await app.ReceiverAsync();
        await using var server = new SmtpListener(implicitTls: false);
        using var owner = await app.SignInAsync(app.Demo.Admin);
        await owner.AddChannelAsync(
            "email",
            new { host = "localhost", port = server.Port, tls = "starttls", userName = "gate", from = "gate@acme.example", to = new[] { "soc@acme.example" }, authority = server.Certificate.ExportCertificatePem() },
            new { password = "right" }, ["locks"]);
        try
        {
            await JoinAsync("mailed@", mailed: true);
            await JoinAsync("shown@", mailed: false);
            Assert.Equal((before, false), (await IsVerifiedAsync("mailed@"), await IsVerifiedAsync("shown@")));
            await app.Service<DomainStore>().ProveAsync(DemoOrganisations.Acme, Id<MailDomain>.Parse(id), "dns", Actor.System, Cancellation);
            Assert.Equal((true, false), (await IsVerifiedAsync("mailed@"), await IsVerifiedAsync("shown@")));
        }
        finally
        {
            await app.ForgetChannelsAsync();
        }

        async Task JoinAsync(string name, bool mailed)
        {
            var shown = TokenOf(await InviteAsync(owner, name + domain, "reviewer"));
            using var data = new MemoryStream(Encoding.UTF8.GetBytes(server.Mails.Last().Data));
            using var message = await MimeMessage.LoadAsync(data, Cancellation);
            var sent = message.TextBody!.Split('#')[1].Split('\r', '\n', ' ')[0];
            Assert.StartsWith($"{shown}.", sent, StringComparison.Ordinal);
            using var browser = app.Browser();
            await browser.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "session/invitation", new { token = mailed ? sent : shown });
            // What the inviter makes up behind the point is not what the mail has.
            await AcceptAsync(browser, mailed ? sent : $"{shown}.{SecretText.Create("")}", HttpStatusCode.OK);
        }

        Task<bool> IsVerifiedAsync(string name) => app.PeekAsync<bool>("select email_verified from tenant.members where email = $1", name + domain);
    }

    [Fact]
    public async Task No_more_wait_than_fit_and_a_page_of_another_site_accepts_nothing()
    {
        using var stranger = await app.NorthwindAdminAsync();
        await app.RunAsync(
            """
            insert into tenant.member_invitations (organisation_id, id, email, display_name, roles, hash, created_at, created_by, created_by_name, expires_at)
            select $1, 'mbi_' || n, n || '@full.example', 'n', '{reviewer}', decode(md5(n::text), 'hex'), now(), 'usr_x', 'X', now() from generate_series(1, 200) n
            """, DemoOrganisations.Northwind.Value);
        await stranger.RefusedAsync(PortalProblems.TooMany, HttpMethod.Post, "members/invitations", Body("one@more.example", "reviewer"));
        await app.RunAsync("delete from tenant.member_invitations where organisation_id = $1", DemoOrganisations.Northwind.Value);

        using var owner = await app.SignInAsync(app.Demo.Admin);
        using var browser = app.Browser();
        browser.Http.DefaultRequestHeaders.Add("Origin", "https://evil.example");
        await AcceptAsync(browser, TokenOf(await InviteAsync(owner, Address(), "reviewer")), PortalProblems.OriginRefused);
    }

    [Fact]
    public async Task Tries_from_one_address_are_counted_as_sign_ins_are()
    {
        var most = app.Service<Microsoft.Extensions.Options.IOptions<PortalOptions>>().Value.SignInsPerMinute;
        using var browser = app.Browser();
        for (var tried = 0; tried < most; tried++)
            await browser.RefusedAsync(PortalProblems.InvitationOver, HttpMethod.Post, "session/invitation", new { token = "sgi_" });
        await browser.RefusedAsync(PortalProblems.TooManySignIns, HttpMethod.Post, "session/invitation", new { token = "sgi_" });
    }

    private static string Address() => $"ina-{Guid.NewGuid():n}@contractor.example";

    private static object Body(string email, params string[] roles) => new { email, displayName = "Ina Invited", roles };

    private static async Task<JsonNode> InviteAsync(PortalBrowser inviter, string email, params string[] roles) =>
        (await inviter.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "members/invitations", Body(email, roles)))!;

    private static string TokenOf(JsonNode invited)
    {
        var link = new Uri((string)invited["link"]!);
        Assert.Equal("/invitation", link.PathAndQuery);
        return link.Fragment[1..];
    }

    private static async Task<JsonNode?> ListedAsync(PortalBrowser reader, string email) =>
        (await reader.GetAsync("members/invitations?limit=200"))!["items"]!.AsArray().SingleOrDefault(one => (string?)one!["email"] == email);

    private async Task RefusedToFindAsync(string token)
    {
        using var browser = app.Browser();
        await browser.RefusedAsync(PortalProblems.InvitationOver, HttpMethod.Post, "session/invitation", new { token });
    }

    private static Task<JsonNode?> AcceptAsync(PortalBrowser browser, string token, HttpStatusCode status) =>
        browser.ExpectAsync(status, HttpMethod.Post, "session/invitation/accept", new { token, password = Password });

    private static Task AcceptAsync(PortalBrowser browser, string token, Problem problem) =>
        browser.RefusedAsync(problem, HttpMethod.Post, "session/invitation/accept", new { token, password = Password });
}
