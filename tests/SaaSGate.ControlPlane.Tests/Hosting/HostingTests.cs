using System.Net;
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
}
