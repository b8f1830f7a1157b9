using System.Net;
using System.Text;
using Microsoft.Extensions.Options;
using MimeKit;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Notifications;
using SaaSGate.ControlPlane.Tests.Federation;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.Postgres.Identity;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Identity;

/// <summary>People set other passwords: with the one before, or by a mailed link where it is lost.</summary>
public sealed class PasswordTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>, IAsyncLifetime
{
    private const string New = "another one, and long", Prefix = "pw-";

    private readonly List<string> _people = [];
    private DemoPerson _person = null!;
    private string _user = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => (_user, _person) = await PersonAsync(DemoOrganisations.Acme);

    public ValueTask DisposeAsync()
    {
        (Mail.Host, Mail.From) = ("", "");
        return ValueTask.CompletedTask;
    }

    private MailOptions Mail => app.Service<IOptions<MailOptions>>().Value;

    /// <summary>What a server took, without late warnings to people of other tests.</summary>
    private List<ReceivedMail> MailsAt(SmtpListener server) =>
        [.. server.Mails.Where(mail => !mail.To.All(to => to.StartsWith(Prefix, StringComparison.Ordinal) && !_people.Contains(to)))];

    [Fact]
    public async Task Another_password_needs_the_one_before_and_ends_every_other_sign_in()
    {
        using var here = await app.SignInAsync(_person);
        using var there = await app.SignInAsync(_person);
        var wrong = await here.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "session/password", new { currentPassword = "guessed", newPassword = New });
        Assert.NotNull(wrong!["errors"]!["currentPassword"]);
        foreach (var bad in new[] { "elevenchars", new string('x', 257), _person.Password })
            Assert.NotNull((await here.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "session/password", new { currentPassword = _person.Password, newPassword = bad }))!["errors"]!["newPassword"]);
        await there.GetAsync("home");

        await here.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Post, "session/password", new { currentPassword = _person.Password, newPassword = New });
        await there.RefusedAsync(PortalProblems.SignInNeeded, HttpMethod.Get, "home");
        // This one goes on, what it sends too, and nothing of the others is left in the list.
        var listed = (await here.GetAsync($"members/{_user}/sign-ins"))!["items"]!.AsArray();
        Assert.True((bool)Assert.Single(listed)!["own"]!);
        await here.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "session/authenticator");
        Assert.Equal(1, await app.PeekAsync<long>("select count(*) from tenant.audit_log where action = 'password.changed' and target = $1 and actor = $1", _user));

        using var again = app.Browser();
        await again.RefusedAsync(PortalProblems.SignInFailed, HttpMethod.Post, "session", new { email = _person.Email, password = _person.Password });
        await again.SignInAsync(_person.Email, New);
    }

    [Fact]
    public async Task Of_many_who_set_another_at_the_same_time_one_does()
    {
        using var here = await app.SignInAsync(_person);
        using var there = await app.SignInAsync(_person);
        PortalBrowser[] both = [here, there];
        var answers = await Task.WhenAll(both.Select((browser, at) =>
            browser.SendAsync(HttpMethod.Post, "session/password", new { currentPassword = _person.Password, newPassword = $"{New} {at}" })));
        var done = Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.NoContent);
        var won = Array.IndexOf(answers, done);
        await both[won].GetAsync("home");
        await both[1 - won].RefusedAsync(PortalProblems.SignInNeeded, HttpMethod.Get, "home");
        await app.Browser().SignInAsync(_person.Email, $"{New} {won}");
    }

    [Fact]
    public async Task Who_asks_for_a_code_is_asked_for_it_and_guesses_are_counted()
    {
        using var here = await app.SignInAsync(_person);
        var secret = await AuthenticatorAsync(here);
        var asked = await here.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "session/password", new { currentPassword = _person.Password, newPassword = New });
        Assert.NotNull(asked!["errors"]!["code"]);
        await here.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Post, "session/password", new { currentPassword = _person.Password, newPassword = New, code = AuthenticatorTests.Code(secret, 1) });
        for (var i = 0; i < PasswordCheck.TriesBeforeLockout; i++)
            await here.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "session/password", new { currentPassword = $"guess {i}", newPassword = New + "!" });
        Assert.True(await app.PeekAsync<bool>("select lockout_end > now() from platform.users where id = $1", _user));
    }

    [Fact]
    public async Task Who_is_signed_in_by_a_provider_sets_none()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var provider = await admin.AddProviderAsync(ProviderScenes.ProviderBody("https://idp.example", null));
        using var browser = await app.SignInAsync(_person);
        await app.RunAsync(
            "update platform.sign_ins set organisation_id = $2, provider_id = $3, provider_subject = 's' where user_id = $1", _user, DemoOrganisations.Acme.Value, provider);
        await app.RunAsync("update tenant.identity_providers set enabled = true where id = $1", provider);
        var refused = await browser.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "session/password", new { currentPassword = _person.Password, newPassword = New });
        Assert.NotNull(refused!["errors"]!["currentPassword"]);
        await app.Browser().SignInAsync(_person.Email, _person.Password);
    }

    [Fact]
    public async Task A_change_is_told_by_the_organisations_mail_where_the_operator_has_none()
    {
        await using var outside = await app.ReceiverAsync();
        await using var server = new SmtpListener(implicitTls: false);
        using var admin = await app.SignInAsync(app.Demo.Admin);
        await admin.AddChannelAsync(
            "email",
            new { host = "localhost", port = server.Port, tls = "starttls", userName = "gate", from = "gate@acme.example", to = new[] { "soc@acme.example" }, authority = server.Certificate.ExportCertificatePem() },
            new { password = "right" }, ["locks"]);
        try
        {
            using var browser = await app.SignInAsync(_person);
            // A link is none of what the organisation's server gets.
            await browser.RefusedAsync(PortalProblems.MailOff, HttpMethod.Post, "session/password/forgotten", new { email = _person.Email });
            await browser.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Post, "session/password", new { currentPassword = _person.Password, newPassword = New });
            await Bounded.UntilAsync(() => MailsAt(server).Count > 0);
            var mail = Assert.Single(MailsAt(server));
            Assert.Equal([_person.Email], mail.To);
            using var message = await ReadAsync(mail);
            Assert.Equal("[SaaSGate] Your password was changed", message.Subject);
            Assert.Contains("/settings/sign-ins", message.TextBody, StringComparison.Ordinal);
        }
        finally
        {
            await app.ForgetChannelsAsync();
        }
    }

    [Fact]
    public async Task Where_nothing_is_mailed_nobody_is_promised_a_link()
    {
        await app.Browser().RefusedAsync(PortalProblems.MailOff, HttpMethod.Post, "session/password/forgotten", new { email = _person.Email });
        await app.Browser().RefusedAsync(PortalProblems.MailOff, HttpMethod.Post, "session/password/forgotten", new { email = "nobody@acme.example" });
    }

    [Fact]
    public async Task Who_reads_the_mail_sets_another_password_once_and_is_asked_for_the_code_still()
    {
        await using var server = Listen();
        using var signedIn = await app.SignInAsync(_person);
        var secret = await AuthenticatorAsync(signedIn);
        await app.RunAsync("insert into platform.user_passkeys (credential_id, user_id, data) values ($1, $2, '{}')", Encoding.UTF8.GetBytes(_user), _user);
        await AskAsync("nobody@acme.example");
        await AskAsync($" {_person.Email.ToUpperInvariant()} ");
        // They are looked at one after the other: nothing went to whom nobody knows.
        var token = await TokenAsync(server, 1);
        Assert.Equal([_person.Email], Assert.Single(MailsAt(server)).To);
        Assert.Equal(0, await app.PeekAsync<long>("select count(*) from platform.password_resets where hash = $1", Encoding.UTF8.GetBytes(token)));

        using var browser = app.Browser();
        var shorter = await browser.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "session/password/reset", new { token, newPassword = "elevenchars" });
        Assert.NotNull(shorter!["errors"]!["newPassword"]);
        await app.RunAsync("update platform.users set access_failed_count = 3 where id = $1", _user);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(at => app.Browser().SendAsync(HttpMethod.Post, "session/password/reset", new { token, newPassword = $"{New} {at}" })));
        var done = Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.NoContent);
        foreach (var late in answers.Where(answer => answer != done))
            await PortalBrowser.RefusedAsync(PortalProblems.ResetOver, late);
        await browser.RefusedAsync(PortalProblems.ResetOver, HttpMethod.Post, "session/password/reset", new { token, newPassword = New });

        await signedIn.RefusedAsync(PortalProblems.SignInNeeded, HttpMethod.Get, "home");
        // Whoever had the account before may have left a passkey.
        Assert.Equal(0, await app.PeekAsync<long>("select count(*) from platform.user_passkeys where user_id = $1", _user));
        await browser.RefusedAsync(PortalProblems.SignInFailed, HttpMethod.Post, "session", new { email = _person.Email, password = _person.Password });
        var password = $"{New} {Array.IndexOf(answers, done)}";
        // Codes can be guessed at, so what was counted before stays counted.
        Assert.Equal(4, await app.PeekAsync<int>("select access_failed_count from platform.users where id = $1", _user));
        await browser.RefusedAsync(PortalProblems.CodeNeeded, HttpMethod.Post, "session", new { email = _person.Email, password });
        await app.RunAsync("update platform.users set access_failed_count = 0, lockout_end = null where id = $1", _user);
        await browser.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "session", new { email = _person.Email, password, code = AuthenticatorTests.Code(secret, 1) });
        Assert.Equal(1, await app.PeekAsync<long>("select count(*) from tenant.audit_log where action = 'password.reset' and target = $1 and organisation_id = $2", _user, DemoOrganisations.Acme.Value));

        await Bounded.UntilAsync(() => MailsAt(server).Count == 2);
        Assert.Equal("[SaaSGate] Your password was changed", (await ReadAsync(MailsAt(server)[1])).Subject);
    }

    [Fact]
    public async Task A_link_ends_with_its_hour_and_with_another_password()
    {
        await using var server = Listen();
        await AskAsync(_person.Email);
        var late = await TokenAsync(server, 1);
        await app.RunAsync("update platform.password_resets set expires_at = now() - interval '1 second' where user_id = $1", _user);
        await RefusedAsync(late);
        await AskAsync(_person.Email);
        var before = await TokenAsync(server, 2);
        using (var here = await app.SignInAsync(_person))
            await here.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Post, "session/password", new { currentPassword = _person.Password, newPassword = New });
        await RefusedAsync(before);
        foreach (var forged in new[] { "", "sgr_", before[..^1], SecretText.Create(SecretText.PasswordReset) })
            await RefusedAsync(forged);
        await app.Browser().SignInAsync(_person.Email, New);
    }

    [Fact]
    public async Task Links_go_to_no_address_without_end_and_to_nobody_whom_a_provider_keeps()
    {
        await using var server = Listen();
        for (var i = 0; i < PasswordStore.MostLinks + 3; i++)
            await AskAsync(_person.Email);

        // Whose organisation asks for its provider, and who has no password.
        var domain = $"{Guid.NewGuid():n}.example";
        var (_, kept) = await app.Service<DemoPeople>().EnsureAsync(DemoOrganisations.Acme, $"kept@{domain}", "Kay Kept", [Roles.Reviewer], Cancellation);
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var provider = await admin.AddProviderAsync(ProviderScenes.ProviderBody("https://idp.example", null));
        await app.RunAsync("update tenant.domains set provider_id = $2, required = true where id = $1", await app.ProvenDomainAsync(domain), provider);
        await AskAsync(kept.Email);
        var (without, none) = await PersonAsync(DemoOrganisations.Acme);
        await app.RunAsync("update platform.users set password_hash = null where id = $1", without);
        await AskAsync(none.Email);

        var (_, last) = await PersonAsync(DemoOrganisations.Northwind);
        await AskAsync(last.Email);
        await Bounded.UntilAsync(() => server.Mails.Any(mail => mail.To.Contains(last.Email)));
        Assert.Equal([.. Enumerable.Repeat(_person.Email, PasswordStore.MostLinks), last.Email], MailsAt(server).SelectMany(mail => mail.To));

        // A link that was sent before the provider was asked for opens nothing either.
        var token = SecretText.Create(SecretText.PasswordReset);
        var store = app.Service<PasswordStore>();
        Assert.True(await store.AddLinkAsync((await store.FindAsync(kept.Email.ToUpperInvariant(), Cancellation))!, SecretText.Hash(token), TimeSpan.FromHours(1), Cancellation));
        await app.Browser().RefusedAsync(PortalProblems.ProviderNeeded, HttpMethod.Post, "session/password/reset", new { token, newPassword = New });
    }

    [Fact]
    public async Task Tries_from_one_address_are_counted_as_sign_ins_are()
    {
        var most = app.Service<IOptions<PortalOptions>>().Value.SignInsPerMinute;
        using var browser = app.Browser();
        for (var tried = 0; tried < most; tried++)
            await browser.RefusedAsync(PortalProblems.MailOff, HttpMethod.Post, "session/password/forgotten", new { email = "nobody@acme.example" });
        await browser.RefusedAsync(PortalProblems.TooManySignIns, HttpMethod.Post, "session/password/forgotten", new { email = "nobody@acme.example" });
    }

    private async Task<(string Id, DemoPerson Person)> PersonAsync(Contracts.Ids.Id<Contracts.Ids.Organisation> organisation)
    {
        var email = $"{Prefix}{Guid.NewGuid():n}@acme.example";
        _people.Add(email);
        return await app.Service<DemoPeople>().EnsureAsync(organisation, email, "Pat Word", [Roles.Reviewer], Cancellation);
    }

    private SmtpListener Listen()
    {
        var server = new SmtpListener(implicitTls: false);
        app.Service<IOptions<NotificationOptions>>().Value.Patience = TimeSpan.FromMinutes(1);
        (Mail.Host, Mail.Port, Mail.UserName, Mail.Password, Mail.From, Mail.Authority) =
            ("localhost", server.Port, "gate", "right", "gate@saasgate.example", server.Certificate.ExportCertificatePem());
        return server;
    }

    private async Task AskAsync(string email)
    {
        using var browser = app.Browser();
        await browser.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Post, "session/password/forgotten", new { email });
    }

    private async Task RefusedAsync(string token)
    {
        using var browser = app.Browser();
        await browser.RefusedAsync(PortalProblems.ResetOver, HttpMethod.Post, "session/password/reset", new { token, newPassword = New });
    }

    private static async Task<byte[]> AuthenticatorAsync(PortalBrowser browser)
    {
        var secret = AuthenticatorTests.Decode((string)(await browser.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "session/authenticator"))!["secret"]!);
        await browser.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "session/authenticator/confirm", new { code = AuthenticatorTests.Code(secret, 0) });
        return secret;
    }

    private async Task<string> TokenAsync(SmtpListener server, int count)
    {
        await Bounded.UntilAsync(() => MailsAt(server).Count >= count);
        using var message = await ReadAsync(MailsAt(server)[count - 1]);
        Assert.Equal("[SaaSGate] Set a new password", message.Subject);
        return message.TextBody!.Split("/password#")[1].Split('\r', '\n', ' ')[0];
    }

    private static async Task<MimeMessage> ReadAsync(ReceivedMail mail)
    {
        using var data = new MemoryStream(Encoding.UTF8.GetBytes(mail.Data));
        return await MimeMessage.LoadAsync(data, Cancellation);
    }
}
