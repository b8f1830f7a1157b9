using System.Buffers.Binary;
using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Notifications;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.Postgres.Approvals;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Notifications;

/// <summary>Web Push, from a browser's subscription to what its service worker reads.</summary>
public sealed class PushTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>, IAsyncLifetime
{
    private readonly ECDiffieHellman _browser = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(16);
    private HttpsReceiver _service = null!;
    private PortalBrowser _reviewer = null!;

    public async ValueTask InitializeAsync()
    {
        _service = await app.ReceiverAsync();
        _service.Answer = _ => (201, "");
        app.Service<Microsoft.Extensions.Options.IOptions<NotificationOptions>>().Value.Authority = _service.Authority;
        _reviewer = await app.SignInAsync(app.Demo.Reviewer);
    }

    [Fact]
    public async Task A_browser_reads_what_waits_and_then_that_it_ended_under_the_same_tag()
    {
        await SubscribeAsync(_reviewer);
        var held = await app.HoldAsync(timeout: TimeSpan.FromMinutes(5));
        await app.UntilAsync(() => _service.To("/push").Count == 1);
        var post = _service.To("/push")[0];
        Assert.Equal(("aes128gcm", "high", held.Value), (post.Headers["Content-Encoding"], post.Headers["Urgency"], post.Headers["Topic"]));
        Assert.InRange(int.Parse(post.Headers["TTL"], System.Globalization.CultureInfo.InvariantCulture), 1, 300);
        var shown = Decrypt(post.Body);
        Assert.Equal((held.Value, $"/approvals/{held}", false), ((string?)shown["tag"], (string?)shown["url"], (bool)shown["ended"]!));
        Assert.Contains("crm-export waits", (string?)shown["title"], StringComparison.Ordinal);
        Assert.DoesNotContain("Export all customers", shown.ToJsonString(), StringComparison.Ordinal);
        await VerifyAsync(post);

        await _reviewer.DecideAsync(held.Value, "deny");
        await app.UntilAsync(() => _service.To("/push").Count == 2);
        var ended = Decrypt(_service.To("/push")[1].Body);
        Assert.Equal((held.Value, true), ((string?)ended["tag"], (bool)ended["ended"]!));
    }

    [Fact]
    public async Task Of_a_group_who_is_on_call_is_told_and_the_others_may_decide()
    {
        await SubscribeAsync(_reviewer);
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var (rosa, ada) = (await IdAsync(app.Demo.Reviewer), await IdAsync(app.Demo.Admin));
        var schedule = new { zone = "Europe/Berlin", startsOn = "2026-01-05", handover = "09:00:00", people = new[] { ada }, overrides = Array.Empty<object>() };
        var group = (await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "reviewer-groups", new { name = "night", members = new[] { rosa, ada }, schedule }))!;
        var first = await HoldForAsync();
        await app.UntilAsync(async () => await app.PeekAsync<string>($"select answer from tenant.notifications where subject = '{first}' and state = 'void'") == "Somebody else is on call.");
        Assert.Empty(_service.To("/push"));
        await _reviewer.DecideAsync(first, "deny");

        using (var saved = await admin.SendAsync(HttpMethod.Get, $"reviewer-groups/{group["id"]}"))
            await admin.ExpectAsync(
                HttpStatusCode.OK, HttpMethod.Put, $"reviewer-groups/{group["id"]}", new { name = "night", members = new[] { rosa, ada }, schedule = schedule with { people = new[] { rosa } } },
                saved.Headers.ETag!.Tag);
        await HoldForAsync();
        await app.UntilAsync(() => _service.To("/push").Count == 1);

        async Task<string> HoldForAsync() => (await app.HoldAsync(route: HoldRoute.Anyone with { Reviewers = ["night"] })).Value;
    }

    [Fact]
    public async Task When_it_escalates_all_of_the_group_are_told_and_nobody_else()
    {
        await SubscribeAsync(_reviewer);
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var (rosa, ada) = (await IdAsync(app.Demo.Reviewer), await IdAsync(app.Demo.Admin));
        await GroupAsync(admin, "dusk", [rosa, ada], ada);
        await GroupAsync(admin, "dawn", [ada], ada);
        var escalates = (await app.HoldAsync(route: HoldRoute.Anyone with { Reviewers = ["dusk"], EscalateAfter = TimeSpan.Zero, EscalateTo = ["dawn"] })).Value;
        await app.UntilAsync(() => IsVoidAsync(escalates, "Somebody else is on call."));
        // The sweep may have been first; whoever was, it escalates once, and all are told once.
        await app.Service<HoldStore>().EscalateAsync(Scenes.Acme, escalates, TestContext.Current.CancellationToken);
        Assert.Empty(await app.Service<HoldStore>().EscalateAsync(Scenes.Acme, escalates, TestContext.Current.CancellationToken));
        await app.UntilAsync(() => _service.To("/push").Count == 1);
        Assert.Contains("still waits", (string?)Decrypt(_service.To("/push")[0].Body)["title"], StringComparison.Ordinal);

        var foreign = (await app.HoldAsync(route: HoldRoute.Anyone with { Reviewers = ["dawn"] })).Value;
        await app.UntilAsync(() => IsVoidAsync(foreign, "Others are asked."));
        Assert.Single(_service.To("/push"));
    }

    [Theory]
    [InlineData("update tenant.members set roles = '{responder}' where organisation_id = $1 and user_id = $2")]
    [InlineData("update tenant.skills set owner_user_id = $2 where organisation_id = $1 and name = 'crm-export'")]
    public async Task All_of_the_group_are_told_where_who_is_on_call_could_not_decide(string change)
    {
        await SubscribeAsync(_reviewer);
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var (rosa, dale) = (await IdAsync(app.Demo.Reviewer), (await app.PeekAsync<string>("insert into tenant.members (organisation_id, user_id, display_name, email, roles) select organisation_id, 'usr_' || rpad(md5(random()::text), 26, '0'), 'Stand In', md5(random()::text) || '@example.com', '{reviewer}' from tenant.organisations where slug = 'acme' returning user_id"))!);
        var owner = (await app.PeekAsync<string>("select owner_user_id from tenant.skills where name = 'crm-export'"))!;
        await GroupAsync(admin, $"night-{dale[^8..]}", [rosa, dale], dale);
        await app.RunAsync(change, Scenes.Acme.Value, dale);
        try
        {
            var held = (await app.HoldAsync(route: HoldRoute.Anyone with { Reviewers = [$"night-{dale[^8..]}"] })).Value;
            await app.UntilAsync(() => _service.To("/push").Any(post => post.Headers["Topic"] == held));
        }
        finally
        {
            await app.RunAsync("update tenant.skills set owner_user_id = $2 where organisation_id = $1 and name = 'crm-export'", Scenes.Acme.Value, owner);
        }
    }

    [Fact]
    public async Task A_browser_that_is_gone_is_forgotten_and_so_is_one_whose_person_left()
    {
        await SubscribeAsync(_reviewer);
        _service.Answer = _ => (410, "");
        await app.HoldAsync();
        await app.UntilAsync(() => _service.To("/push").Count > 0);
        await UntilNoneAsync();

        _service.Answer = _ => (503, "");
        await SubscribeAsync(_reviewer);
        await app.HoldAsync();
        var before = _service.To("/push").Count;
        await app.UntilAsync(() => _service.To("/push").Count > before);
        await app.RunAsync("update tenant.members set roles = '{responder}' where organisation_id = $1 and email = $2", Scenes.Acme.Value, app.Demo.Reviewer.Email);
        _service.Answer = _ => (201, "");
        try
        {
            await UntilNoneAsync();
            Assert.DoesNotContain(_service.Posts, post => post.Answered == 201);
        }
        finally
        {
            await app.RunAsync("update tenant.members set roles = '{reviewer}' where organisation_id = $1 and email = $2", Scenes.Acme.Value, app.Demo.Reviewer.Email);
        }
    }

    [Fact]
    public async Task Settings_are_kept_and_what_is_no_subscription_is_refused()
    {
        var saved = (await _reviewer.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, "notifications", new { sound = true, desktop = true, leastSeverity = "medium" }))!;
        Assert.Equal(saved.ToJsonString(), (await _reviewer.GetAsync("notifications"))!.ToJsonString());
        Assert.Equal(65, Base64Url.DecodeFromChars((string)saved["pushKey"]!).Length);
        foreach (var endpoint in new[] { "http://push.example/x", "https://push.example/#x", "no address" })
            await _reviewer.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "notifications/browsers", new { endpoint, p256dh = Key, auth = Base64Url.EncodeToString(_secret) });
        await _reviewer.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "notifications/browsers", new { endpoint = "https://push.example/x", p256dh = "AAAA", auth = "!" });
        await SubscribeAsync(_reviewer);
        Assert.Equal(1, (int)(await _reviewer.GetAsync("notifications"))!["browsers"]!);
        Assert.Null(await app.PeekAsync<string>("select 'x' from tenant.push_subscriptions p where p.sealed::text like '%localhost%'"));
        await _reviewer.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Post, "notifications/browsers/end", new { endpoint = _service.At("/push").AbsoluteUri });
        Assert.Equal(0, (int)(await _reviewer.GetAsync("notifications"))!["browsers"]!);
    }

    public async ValueTask DisposeAsync()
    {
        await app.ForgetChannelsAsync();
        await _service.DisposeAsync();
        _reviewer.Dispose();
        _browser.Dispose();
    }

    private string Key => Base64Url.EncodeToString(PushEncryption.Uncompressed(_browser.ExportParameters(false).Q));

    private Task<JsonNode?> SubscribeAsync(PortalBrowser person) => person.ExpectAsync(
        HttpStatusCode.NoContent, HttpMethod.Post, "notifications/browsers",
        new { endpoint = _service.At("/push").AbsoluteUri, p256dh = Key, auth = Base64Url.EncodeToString(_secret) });

    private async Task<string> IdAsync(DemoPerson person) => (await app.PeekAsync<string>($"select user_id from tenant.members where email = '{person.Email}'"))!;

    private static Task<JsonNode?> GroupAsync(PortalBrowser admin, string name, string[] members, string onCall) => admin.ExpectAsync(
        HttpStatusCode.Created, HttpMethod.Post, "reviewer-groups",
        new { name, members, schedule = new { zone = "Europe/Berlin", startsOn = "2026-01-05", handover = "09:00:00", people = new[] { onCall }, overrides = Array.Empty<object>() } });

    private async Task<bool> IsVoidAsync(string subject, string why) =>
        await app.PeekAsync<string>($"select answer from tenant.notifications where subject = '{subject}' and state = 'void'") == why;

    private Task UntilNoneAsync() => app.UntilAsync(async () => await app.PeekAsync<long>("select count(*) from tenant.push_subscriptions") == 0);

    /// <summary>As a browser does, written anew from RFC 8188 and RFC 8291.</summary>
    private JsonNode Decrypt(byte[] message)
    {
        var (salt, length) = (message[..16], message[20]);
        Assert.Equal(4096u, BinaryPrimitives.ReadUInt32BigEndian(message.AsSpan(16)));
        var serverKey = message[21..(21 + length)];
        using var server = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new() { X = serverKey[1..33], Y = serverKey[33..] } });
        var shared = _browser.DeriveRawSecretAgreement(server.PublicKey);
        var mixed = HMACSHA256.HashData(_secret, shared);
        var input = HMACSHA256.HashData(mixed, (byte[])[.. "WebPush: info\0"u8, .. Base64Url.DecodeFromChars(Key), .. serverKey, 1]);
        var root = HMACSHA256.HashData(salt, input);
        var key = HMACSHA256.HashData(root, (byte[])[.. "Content-Encoding: aes128gcm\0"u8, 1])[..16];
        var nonce = HMACSHA256.HashData(root, (byte[])[.. "Content-Encoding: nonce\0"u8, 1])[..12];
        var record = message[(21 + length)..];
        var plain = new byte[record.Length - 16];
        using var cipher = new AesGcm(key, 16);
        cipher.Decrypt(nonce, record.AsSpan(..^16), record.AsSpan(^16..), plain);
        Assert.Equal(2, plain[^1]);
        return JsonNode.Parse(plain.AsSpan(..^1))!;
    }

    private async Task VerifyAsync(ReceivedPost post)
    {
        var authorization = post.Headers["Authorization"];
        Assert.StartsWith("vapid t=", authorization, StringComparison.Ordinal);
        var parts = authorization["vapid t=".Length..].Split(", k=");
        Assert.Equal((string?)(await _reviewer.GetAsync("notifications"))!["pushKey"], parts[1]);
        var token = parts[0].Split('.');
        var key = Base64Url.DecodeFromChars(parts[1]);
        using var verifier = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new() { X = key[1..33], Y = key[33..] } });
        Assert.True(verifier.VerifyData(Encoding.ASCII.GetBytes($"{token[0]}.{token[1]}"), Base64Url.DecodeFromChars(token[2]), HashAlgorithmName.SHA256));
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(token[1]))!;
        Assert.Equal(_service.At("/").GetLeftPart(UriPartial.Authority), (string?)claims["aud"]);
        Assert.InRange((long)claims["exp"]! - TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(), 3600, 86400);
        Assert.NotEmpty((string)claims["sub"]!);
    }
}
