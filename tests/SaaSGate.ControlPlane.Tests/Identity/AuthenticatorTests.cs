using System.Net;
using System.Text;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Identity;

public sealed class AuthenticatorTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>, IAsyncLifetime
{
    private DemoPerson _person = null!;
    private string _user = "";

    public async ValueTask InitializeAsync() => (_user, _person) = await app.Service<DemoPeople>().EnsureAsync(
        DemoOrganisations.Acme, $"otp-{Guid.NewGuid():n}@acme.example", "Otto Code", [Roles.Reviewer], TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>RFC 6238, appendix B, its last six digits.</summary>
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1234567890, "005924")]
    [InlineData(20000000000, "353130")]
    public void Makes_the_codes_of_the_standard(long seconds, string code) =>
        Assert.Equal(code, OneTimeCode.Of("12345678901234567890"u8, OneTimeCode.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds))));

    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Writes_secrets_as_apps_read_them(string text, string encoded) => Assert.Equal(encoded, OneTimeCode.Encode(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public async Task Asks_for_a_code_besides_the_password_once_the_app_is_confirmed()
    {
        using var browser = await app.SignInAsync(_person);
        var secret = Decode((string)(await browser.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "session/authenticator"))!["secret"]!);
        // Nothing is asked for until a code has shown that the app has the secret.
        var right = Enumerable.Range(-2, 5).Select(later => Code(secret, later)).ToHashSet();
        var wrong = new[] { "000000", "111111", "222222", "333333", "444444", "555555" }.First(code => !right.Contains(code));
        using (await app.SignInAsync(_person))
            await browser.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "session/authenticator/confirm", new { code = wrong });
        var (first, next) = (Code(secret, 0), Code(secret, 1));
        var recovery = await ConfirmAsync(browser, first);
        Assert.Equal(10, recovery.Count);

        using var other = app.Browser();
        await other.RefusedAsync(PortalProblems.CodeNeeded, HttpMethod.Post, "session", new { email = _person.Email, password = _person.Password });
        await other.RefusedAsync(PortalProblems.SignInFailed, HttpMethod.Post, "session", new { email = _person.Email, password = "wrong", code = next });
        await other.RefusedAsync(PortalProblems.SignInFailed, HttpMethod.Post, "session", new { email = _person.Email, password = _person.Password, code = "123 45" });
        await other.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "session", new { email = _person.Email, password = _person.Password, code = next });
        // No code counts twice, nor one before it; a recovery code counts once.
        foreach (var used in new[] { next, first })
            await other.RefusedAsync(PortalProblems.SignInFailed, HttpMethod.Post, "session", new { email = _person.Email, password = _person.Password, code = used });
        await other.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "session", new { email = _person.Email, password = _person.Password, code = recovery[3].ToUpperInvariant() });
        await other.RefusedAsync(PortalProblems.SignInFailed, HttpMethod.Post, "session", new { email = _person.Email, password = _person.Password, code = recovery[3] });
        Assert.Equal(9, (int)(await browser.GetAsync("session/credentials"))!["recoveryCodesLeft"]!);
        await browser.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "session/step-up", new { password = _person.Password });

        await browser.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Post, "session/authenticator/remove");
        await other.SignInAsync(_person.Email, _person.Password);
    }

    [Fact]
    public async Task Guessing_codes_with_the_right_password_locks_the_account()
    {
        using var browser = await app.SignInAsync(_person);
        var secret = Decode((string)(await browser.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "session/authenticator"))!["secret"]!);
        await ConfirmAsync(browser, Code(secret, 0));
        using var guesser = app.Browser();
        for (var i = 0; i < PasswordCheck.TriesBeforeLockout; i++)
            await guesser.RefusedAsync(PortalProblems.SignInFailed, HttpMethod.Post, "session", new { email = _person.Email, password = _person.Password, code = $"guess-{i}-of-many" });
        await guesser.RefusedAsync(PortalProblems.SignInFailed, HttpMethod.Post, "session", new { email = _person.Email, password = _person.Password, code = Code(secret, 1) });
        Assert.True(await app.PeekAsync<bool>("select lockout_end > now() from platform.users where id = $1", _user));
    }

    [Fact]
    public async Task Asks_for_a_fresh_sign_in_and_keeps_the_secret_sealed()
    {
        using var browser = await app.SignInAsync(_person);
        var secret = Decode((string)(await browser.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "session/authenticator"))!["secret"]!);
        Assert.Equal(0, await app.PeekAsync<long>("select count(*) from platform.authenticators where position($1::bytea in secret_sealed) > 0", secret));
        await app.RunAsync("update platform.sign_ins set proven_at = now() - interval '6 minutes' where user_id = $1", _user);
        foreach (var path in new[] { "session/authenticator", "session/authenticator/remove", "session/passkeys/options" })
            await browser.RefusedAsync(PortalProblems.StepUpNeeded, HttpMethod.Post, path);
    }

    internal static string Code(byte[] secret, int later) => OneTimeCode.Of(secret, OneTimeCode.StepAt(TimeProvider.System.GetUtcNow()) + later);

    internal static byte[] Decode(string text)
    {
        var (bits, held, bytes) = (0, 0, new List<byte>());
        foreach (var letter in text)
        {
            (bits, held) = ((bits << 5) | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal), held + 5);
            if (held >= 8)
                bytes.Add((byte)(bits >> (held -= 8)));
            bits &= (1 << held) - 1;
        }

        return [.. bytes];
    }

    private static async Task<IReadOnlyList<string>> ConfirmAsync(PortalBrowser browser, string code) =>
        [.. (await browser.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "session/authenticator/confirm", new { code }))!["recoveryCodes"]!.AsArray().Select(code => (string)code!)];
}
