using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Identity;

public sealed class LockoutTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    [Fact]
    public async Task Locks_after_five_wrong_passwords_and_then_refuses_the_right_one_in_the_same_words()
    {
        var (email, password) = (app.Demo.Reviewer.Email, app.Demo.Reviewer.Password);
        using var browser = app.Browser();
        for (var i = 0; i < PasswordCheck.TriesBeforeLockout; i++)
            await browser.RefusedAsync(PortalProblems.SignInFailed, HttpMethod.Post, "session", new { email, password = "wrong" });
        await browser.RefusedAsync(PortalProblems.SignInFailed, HttpMethod.Post, "session", new { email, password });
        Assert.True(await app.PeekAsync<bool>("select lockout_end > now() from platform.users where email = $1", email));

        await app.RunAsync("update platform.users set lockout_end = now() - interval '1 second' where email = $1", email);
        await browser.SignInAsync(email, password);
    }

    [Fact]
    public async Task Locks_when_many_wrong_passwords_come_at_the_same_time()
    {
        using var browser = app.Browser();
        var tries = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            browser.SendAsync(HttpMethod.Post, "session", new { email = app.Demo.Partner.Email, password = "wrong" })));
        Assert.All(tries, answer => Assert.Equal(PortalProblems.SignInFailed.Status, (int)answer.StatusCode));
        await browser.RefusedAsync(PortalProblems.SignInFailed, HttpMethod.Post, "session", new { email = app.Demo.Partner.Email, password = app.Demo.Partner.Password });
    }

    [Fact]
    public async Task A_right_password_forgets_the_wrong_ones_before_it()
    {
        using var browser = app.Browser();
        for (var round = 0; round < 2; round++)
        {
            for (var i = 1; i < PasswordCheck.TriesBeforeLockout; i++)
                await browser.RefusedAsync(PortalProblems.SignInFailed, HttpMethod.Post, "session", new { email = app.Demo.Admin.Email, password = "wrong" });
            await browser.SignInAsync(app.Demo.Admin.Email, app.Demo.Admin.Password);
        }
    }
}
