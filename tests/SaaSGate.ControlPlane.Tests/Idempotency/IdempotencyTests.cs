using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Idempotency;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Postgres.Idempotency;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Idempotency;

public sealed class IdempotencyTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    [Fact]
    public async Task A_repeated_request_gets_the_first_answer_and_does_nothing()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var body = new { name = "second", baseUrl = "https://api.anthropic.com", credential = "sk-ant-1234567890abcd" };
        using var first = await admin.SendAsync(HttpMethod.Post, "connections", body, idempotencyKey: "once");
        using var again = await admin.SendAsync(HttpMethod.Post, "connections", body, idempotencyKey: "once");
        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
        Assert.Equal((await PortalBrowser.ReadAsync(first)).ToJsonString(), (await PortalBrowser.ReadAsync(again)).ToJsonString());
        Assert.Equal(first.Headers.Location, again.Headers.Location);
        Assert.Equal(1L, await app.PeekAsync<long>("select count(*) from tenant.connections where name = 'second'"));
    }

    [Fact]
    public async Task A_refused_request_may_be_tried_again_with_the_same_key()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        using var refused = await admin.SendAsync(HttpMethod.Post, "connections", new { name = "", baseUrl = "x", credential = "" }, idempotencyKey: "retry");
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        using var fixedUp = await admin.SendAsync(
            HttpMethod.Post, "connections", new { name = "third", baseUrl = "https://api.anthropic.com", credential = "sk-ant-1234567890abcd" }, idempotencyKey: "retry");
        Assert.Equal(HttpStatusCode.Created, fixedUp.StatusCode);
    }

    [Fact]
    public async Task Requests_that_come_at_the_same_time_are_carried_out_once()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var body = new { name = "racer", baseUrl = "https://api.anthropic.com", credential = "sk-ant-1234567890abcd" };
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => admin.SendAsync(HttpMethod.Post, "connections", body, idempotencyKey: "race")));
        Assert.All(answers, answer => Assert.True(answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.Conflict));
        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.Equal(1L, await app.PeekAsync<long>("select count(*) from tenant.connections where name = 'racer'"));
    }

    [Fact]
    public async Task What_a_client_leaves_is_carried_out_and_not_again_when_it_comes_back()
    {
        var filter = new IdempotencyFilter(app.Service<IdempotencyStore>(), app.Service<KeyVault>(), app.Service<IOptions<JsonOptions>>(), TimeProvider.System);
        var done = 0;
        for (var i = 0; i < 2; i++)
        {
            using var leaving = new CancellationTokenSource();
            var http = new DefaultHttpContext
            {
                RequestAborted = leaving.Token,
                User = SignInPrincipal.ForCookie("usr_leaves", DemoOrganisations.Acme.Value, "s", "s"),
            };
            (http.Request.Method, http.Request.Path, http.Request.Body) = ("POST", "/api/v1/things", new MemoryStream("{}"u8.ToArray()));
            http.Request.Headers[IdempotencyFilter.Header] = "left";
            await filter.InvokeAsync(new DefaultEndpointFilterInvocationContext(http, "a body", leaving.Token), async context =>
            {
                // What follows upon a commit asks whether the client is there still.
                done++;
                await leaving.CancelAsync();
                context.GetArgument<CancellationToken>(1).ThrowIfCancellationRequested();
                context.HttpContext.RequestAborted.ThrowIfCancellationRequested();
                return TypedResults.Ok("made");
            });
        }

        Assert.Equal(1, done);
        Assert.Equal("\"made\"", await app.PeekAsync<string>("select body::text from tenant.idempotency where key = 'left'"));
    }

    [Fact]
    public async Task What_failed_may_be_tried_again_with_the_same_key()
    {
        var filter = new IdempotencyFilter(app.Service<IdempotencyStore>(), app.Service<KeyVault>(), app.Service<IOptions<JsonOptions>>(), TimeProvider.System);
        var http = new DefaultHttpContext { User = SignInPrincipal.ForCookie("usr_fails", DemoOrganisations.Acme.Value, "s", "s") };
        (http.Request.Method, http.Request.Path, http.Request.Body) = ("POST", "/api/v1/things", new MemoryStream("{}"u8.ToArray()));
        http.Request.Headers[IdempotencyFilter.Header] = "failed";
        await Assert.ThrowsAsync<TimeoutException>(async () => await filter.InvokeAsync(new DefaultEndpointFilterInvocationContext(http), _ => throw new TimeoutException()));
        Assert.Equal(0L, await app.PeekAsync<long>("select count(*) from tenant.idempotency where key = 'failed'"));
    }

    [Fact]
    public async Task What_takes_long_is_not_taken_for_lost()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()));
        var store = new IdempotencyStore(app.Database.Tenants, app.Database.Platform, clock);
        var filter = new IdempotencyFilter(store, app.Service<KeyVault>(), app.Service<IOptions<JsonOptions>>(), clock);
        var http = new DefaultHttpContext { User = SignInPrincipal.ForCookie("usr_slow", DemoOrganisations.Acme.Value, "s", "s") };
        (http.Request.Method, http.Request.Path, http.Request.Body) = ("POST", "/api/v1/things", new MemoryStream("{}"u8.ToArray()));
        http.Request.Headers[IdempotencyFilter.Header] = "slow";
        await filter.InvokeAsync(new DefaultEndpointFilterInvocationContext(http), async _ =>
        {
            var end = clock.GetUtcNow() + (2 * IdempotencyStore.Lost);
            while (clock.GetUtcNow() < end)
            {
                clock.Advance(IdempotencyFilter.RenewEvery);
                await Bounded.UntilAsync(async () =>
                    await app.PeekAsync<long>("select extract(epoch from started_at)::bigint from tenant.idempotency where key = 'slow'") == clock.GetUtcNow().ToUnixTimeSeconds());
            }

            Assert.Null((await store.ClaimAsync(DemoOrganisations.Acme, "usr_slow", "slow", [1], Bounded.Cancellation)).Claim);
            return TypedResults.Ok("made");
        });
        Assert.Equal("\"made\"", await app.PeekAsync<string>("select body::text from tenant.idempotency where key = 'slow'"));
    }

    [Fact]
    public async Task Who_was_taken_for_lost_and_comes_back_changes_nothing_of_what_another_does_now()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var store = new IdempotencyStore(app.Database.Tenants, app.Database.Platform, clock);
        var answer = new IdempotentAnswer(200, "{}", "\"late\"", false);
        var lost = (await store.ClaimAsync(DemoOrganisations.Acme, "usr_lost", "lost", [1], Bounded.Cancellation)).Claim!;
        clock.Advance(IdempotencyStore.Lost + TimeSpan.FromSeconds(1));
        var now = (await store.ClaimAsync(DemoOrganisations.Acme, "usr_lost", "lost", [1], Bounded.Cancellation)).Claim!;

        clock.Advance(TimeSpan.FromSeconds(1));
        await store.RenewAsync(lost, Bounded.Cancellation);
        await store.CompleteAsync(lost, answer, Bounded.Cancellation);
        await store.ReleaseAsync(lost, Bounded.Cancellation);
        Assert.Null((await store.ClaimAsync(DemoOrganisations.Acme, "usr_lost", "lost", [1], Bounded.Cancellation)).Earlier!.Status);

        // A renewal of which nobody knows whether it was kept takes nothing away.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.RenewAsync(now, new CancellationToken(canceled: true)));
        await store.CompleteAsync(now, answer with { Body = "\"mine\"" }, Bounded.Cancellation);
        Assert.Equal("\"mine\"", await app.PeekAsync<string>("select body::text from tenant.idempotency where key = 'lost'"));
    }

    [Fact]
    public async Task Keeps_nothing_of_a_sign_in()
    {
        using var browser = await app.SignInAsync(app.Demo.Admin);
        var body = new { email = app.Demo.Admin.Email, password = app.Demo.Admin.Password };
        for (var i = 0; i < 2; i++)
        {
            using var answer = await browser.SendAsync(HttpMethod.Post, "session", body, idempotencyKey: "sign-in");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.True(answer.Headers.Contains("Set-Cookie"));
        }

        Assert.Equal(0L, await app.PeekAsync<long>("select count(*) from tenant.idempotency where key = 'sign-in'"));
    }

    [Fact]
    public async Task Keeps_no_hash_that_whoever_reads_the_database_could_guess_at()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        const string Body = """{"name":"hashed","baseUrl":"https://api.anthropic.com","credential":"sk-ant-1234567890abcd"}""";
        using var answer = await admin.SendAsync(HttpMethod.Post, "connections", new StringContent(Body, Encoding.UTF8, "application/json"), idempotencyKey: "hashed");
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var kept = await app.PeekAsync<byte[]>("select request_hash from tenant.idempotency where key = 'hashed'");
        Assert.Equal(SHA256.HashSizeInBytes, kept!.Length);
        Assert.NotEqual(SHA256.HashData(Encoding.UTF8.GetBytes($"POST /api/v1/connections\n{Body}")), kept);
    }
}
