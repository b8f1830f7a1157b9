using System.Net;
using Microsoft.Extensions.Options;
using Npgsql;
using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Hosting;

public sealed class HostingTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    public async Task Is_alive_and_ready(string path)
    {
        using var browser = app.Browser();
        using var answer = await browser.Http.GetAsync(path, Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Is_not_ready_while_a_migration_is_missing()
    {
        using var browser = app.Browser();
        await app.RunAsync("update platform.migrations set name = 'x' || name where name like '0021%'");
        try
        {
            using var answer = await browser.Http.GetAsync("/readyz", Cancellation);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        }
        finally
        {
            await app.RunAsync("update platform.migrations set name = substr(name, 2) where name like 'x%'");
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/approvals/apr_1")]
    [InlineData("/sessions?status=live")]
    public async Task Serves_the_page_for_every_address_of_the_portal(string path)
    {
        using var browser = app.Browser();
        using var answer = await browser.Http.GetAsync(path, Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("<title>portal</title>", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/v1/skills")]
    public async Task Tells_browsers_to_run_only_its_own_scripts_and_to_frame_it_nowhere(string path)
    {
        using var browser = app.Browser();
        using var answer = await browser.Http.GetAsync(path, Cancellation);
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData("SaaSGate:Database:Platform")]
    [InlineData("SaaSGate:Database:App")]
    public async Task Says_in_one_line_what_to_do_where_PostgreSQL_cannot_be_reached(string setting)
    {
        await using var other = app.Another((setting, "Host=127.0.0.1;Port=1;Username=nobody;Database=none"));
        var said = (await Assert.ThrowsAsync<InvalidOperationException>(() => other.StartAsync(Cancellation))).Message;
        Assert.StartsWith("PostgreSQL cannot be reached: ", said, StringComparison.Ordinal);
        Assert.Contains("SaaSGate__Database__App", said, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', said);
    }

    [Fact]
    public async Task Does_not_answer_with_the_page_where_the_api_or_a_file_is_missing()
    {
        using var browser = app.Browser();
        foreach (var path in new[] { "/api/v1/nothing", "/api", "/hubs/other", "/assets/missing.js" })
        {
            using var answer = await browser.Http.GetAsync(path, Cancellation);
            Assert.DoesNotContain("<title>", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
            Assert.False(answer.IsSuccessStatusCode);
        }
    }

    [Fact]
    public async Task Tells_browsers_the_same_when_it_fails()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        await app.RunAsync("alter table tenant.connections rename column base_url to gone");
        try
        {
            using var answer = await admin.SendAsync(HttpMethod.Get, "connections");
            Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
            Assert.Contains("script-src 'self';", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.True(answer.Headers.CacheControl!.NoStore);
        }
        finally
        {
            await app.RunAsync("alter table tenant.connections rename column gone to base_url");
        }
    }

    [Fact]
    public async Task Keeps_to_tls_where_its_public_address_says_so()
    {
        await using var host = app.Another(("SaaSGate:Portal:PublicUrl", "https://portal.example"));
        await host.StartAsync(Cancellation);
        using var browser = new PortalBrowser(host.Portal);
        browser.Http.DefaultRequestHeaders.Add("Origin", "https://portal.example");
        using var answer = await browser.SendAsync(HttpMethod.Post, "session", new { email = app.Demo.Admin.Email, password = app.Demo.Admin.Password });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var cookies = answer.Headers.GetValues("Set-Cookie").ToList();
        Assert.Equal(2, cookies.Count);
        Assert.All(cookies, cookie =>
        {
            Assert.StartsWith("__Host-saasgate", cookie, StringComparison.Ordinal);
            Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; path=/;", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("domain=", cookie, StringComparison.OrdinalIgnoreCase);
        });
        Assert.StartsWith("max-age=", answer.Headers.GetValues("Strict-Transport-Security").Single(), StringComparison.Ordinal);
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public void Refuses_to_listen_for_tls_that_it_does_not_speak()
    {
        var refusal = Assert.Throws<OptionsValidationException>(() => app.Another(("SaaSGate:Portal:Listen", "https://127.0.0.1:0")));
        Assert.Contains("must begin with http://", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Does_not_start_with_a_role_that_row_level_security_does_not_hold()
    {
        await app.RunAsync("create role hosting_tests_pass login bypassrls password 'pass'");
        try
        {
            var connection = new NpgsqlConnectionStringBuilder(app.Database.Options.App) { Username = "hosting_tests_pass", Password = "pass", Pooling = false };
            await using var host = app.Another(("SaaSGate:Database:App", connection.ConnectionString));
            var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(Cancellation));
            Assert.Contains("hosting_tests_pass", refusal.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', refusal.Message);
        }
        finally
        {
            await app.RunAsync("drop role hosting_tests_pass");
        }
    }
}
