using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Notifications;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Notifications;

/// <summary>Messages in Slack, and what people press on them.</summary>
public sealed class SlackTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>, IAsyncLifetime
{
    private const string Secret = "8f742231b10e8888abcd99yyyzzz85a5", Token = "xoxb-the-bot";
    private HttpsReceiver _slack = null!;
    private PortalBrowser _admin = null!;
    private PortalBrowser _outside = null!;
    private string _email = "", _channel = "";
    private bool _confirmed = true;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _slack = await app.ReceiverAsync();
        _slack.Answer = post => post.Path switch
        {
            "/api/chat.postMessage" => (200, """{"ok":true,"channel":"C1","ts":"1.5"}"""),
            "/api/users.info" => (200, JsonSerializer.Serialize(new
            {
                ok = true,
                user = new { id = "U1", team_id = "T1", is_email_confirmed = _confirmed, profile = new { email = _email } },
            })),
            _ => (200, """{"ok":true}"""),
        };
        _admin = await app.SignInAsync(app.Demo.Admin);
        _outside = app.Browser();
        _email = app.Demo.Reviewer.Email.ToUpperInvariant();
        _channel = await _admin.AddChannelAsync("slack", new { slackChannel = "C1", matchEmail = true }, new { token = Token, signingSecret = Secret }, ["approvals"]);
    }

    [Fact]
    public void The_signature_is_Slacks_own_example()
    {
        var body = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"u8;
        Assert.Equal("v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503", SlackSignature.Of(Secret, "1531420618", body));
    }

    [Fact]
    public async Task A_press_decides_as_the_person_and_the_message_says_so()
    {
        var (approval, mark) = await ToldAsync();
        Assert.Equal($"Bearer {Token}", _slack.To("/api/chat.postMessage")[^1].Headers["Authorization"]);
        Assert.Equal(HttpStatusCode.OK, await PressAsync("saasgate_deny", mark));
        var row = (await _admin.GetAsync($"approvals/{approval}"))!;
        Assert.Equal(("denied", app.Demo.Reviewer.Email), ((string?)row["state"], await EmailOfAsync(approval)));
        var answer = _slack.To("/response")[^1].Json;
        Assert.True((bool)answer["replace_original"]!);
        Assert.Contains("denied by", answer.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("saasgate_deny", answer.ToJsonString(), StringComparison.Ordinal);
        await app.UntilAsync(() => _slack.To("/api/chat.update").Any(post => post.Text.Contains(approval, StringComparison.Ordinal)));
        Assert.Equal("1.5", (string?)_slack.To("/api/chat.update")[^1].Json["ts"]);
        var audit = (await _admin.GetAsync("audit?limit=20"))!["items"]!.AsArray().Single(line => (string?)line!["action"] == "notification.pressed" && (string?)line["target"] == approval)!;
        Assert.Equal(("T1/U1", "Decided"), ((string?)audit["detail"]!["external"], (string?)audit["detail"]!["outcome"]));
    }

    [Fact]
    public async Task A_decision_in_the_portal_changes_the_message()
    {
        var (approval, mark) = await ToldAsync();
        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);
        await reviewer.DecideAsync(approval, "approve");
        await app.UntilAsync(() => _slack.To("/api/chat.update").Any(post => post.Text.Contains(approval, StringComparison.Ordinal)));
        Assert.Contains("approved by", _slack.To("/api/chat.update")[^1].Text, StringComparison.Ordinal);
        await PressAsync("saasgate_deny", mark);
        Assert.Equal("approved", (string?)(await _admin.GetAsync($"approvals/{approval}"))!["state"]);
        Assert.Contains("approved by", _slack.To("/response")[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_signed_is_old_or_came_before_is_refused()
    {
        var (approval, mark) = await ToldAsync();
        var body = Body("saasgate_approve", mark);
        var now = Now();
        foreach (var (timestamp, signature) in new[]
        {
            (now, null), (now, "v0=00"), (now, SlackSignature.Of("another secret", now, body)), (now, SlackSignature.Of(Secret, "1", body)),
            (Now(-400), SlackSignature.Of(Secret, Now(-400), body)), (Now(400), SlackSignature.Of(Secret, Now(400), body)), ("x", SlackSignature.Of(Secret, "x", body)),
        })
            await RefusedAsync(_channel, body, timestamp, signature);
        await RefusedAsync(Id<NotificationChannel>.New(TimeProvider.System).Value, body, now, SlackSignature.Of(Secret, now, body));
        Assert.Equal("pending", (string?)(await _admin.GetAsync($"approvals/{approval}"))!["state"]);

        Assert.Equal(HttpStatusCode.OK, await SendAsync(body, now, SlackSignature.Of(Secret, now, body)));
        await RefusedAsync(_channel, body, now, SlackSignature.Of(Secret, now, body));
    }

    [Fact]
    public async Task A_mark_that_was_changed_or_is_of_another_message_decides_nothing()
    {
        var (approval, mark) = await ToldAsync();
        var other = await app.HoldAsync("report-writer");
        foreach (var (forged, ts) in new[]
        {
            (mark.Replace(approval, other.Value, StringComparison.Ordinal), "1.5"), ($"{approval}.{new string('0', 64)}.x", "1.5"), ("", "1.5"), (mark, "9.9"),
        })
        {
            Assert.Equal(HttpStatusCode.OK, await PressAsync("saasgate_approve", forged, ts));
            Assert.Contains("not one of SaaSGate's", _slack.To("/response")[^1].Text.Replace("\\u0027", "'", StringComparison.Ordinal), StringComparison.Ordinal);
        }

        Assert.Equal("pending", (string?)(await _admin.GetAsync($"approvals/{approval}"))!["state"]);
    }

    [Fact]
    public async Task Who_is_not_known_says_in_the_portal_who_it_is()
    {
        var (approval, mark) = await ToldAsync();
        _confirmed = false;
        await PressAsync("saasgate_deny", mark);
        var word = (string)_slack.To("/response")[^1].Json["text"]!;
        Assert.Equal("pending", (string?)(await _admin.GetAsync($"approvals/{approval}"))!["state"]);
        var ticket = Uri.UnescapeDataString(word[(word.IndexOf("link=", StringComparison.Ordinal) + 5)..].Split(' ')[0]);

        using var partner = await app.NorthwindAdminAsync();
        await partner.RefusedAsync(PortalProblems.LinkEnded, HttpMethod.Post, "notifications/links", new { ticket });
        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);
        await reviewer.RefusedAsync(PortalProblems.LinkEnded, HttpMethod.Post, "notifications/links", new { ticket = ticket + "x" });
        await reviewer.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Post, "notifications/links", new { ticket });
        await PressAsync("saasgate_deny", mark);
        Assert.Equal("denied", (string?)(await _admin.GetAsync($"approvals/{approval}"))!["state"]);

        await reviewer.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Post, "notifications/links/end", new { channelId = _channel });
        var (_, next) = await ToldAsync();
        await PressAsync("saasgate_deny", next);
        Assert.Contains("does not know who you are", _slack.To("/response")[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_changes_the_secrets_of_a_channel_speaks_for_nobody()
    {
        // The reviewer has said who they are in Slack.
        var (_, mark) = await ToldAsync();
        _confirmed = false;
        await PressAsync("saasgate_deny", mark);
        var word = (string)_slack.To("/response")[^1].Json["text"]!;
        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);
        var ticket = Uri.UnescapeDataString(word[(word.IndexOf("link=", StringComparison.Ordinal) + 5)..].Split(' ')[0]);
        await reviewer.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Post, "notifications/links", new { ticket });

        // A token says neither with whose signature people speak, nor that addresses in Slack say who they are.
        using var program = app.Program((string)(await _admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "tokens", new { name = "terraform", scopes = new[] { "manage" }, expiresInDays = 1 }))!["token"]!);
        var (moved, mine) = (new { slackChannel = "C1", matchEmail = true, address = "x" }, new { address = _slack.At("/mine").AbsoluteUri, signingSecret = "of the thief's own" });
        await WrongAsync(program, "secrets", HttpMethod.Post, "channels", Channels.ChannelBody("another", "slack", new { slackChannel = "C1" }, mine));
        await WrongAsync(program, "secrets", HttpMethod.Put, $"channels/{_channel}", Channels.ChannelBody("slack", "slack", moved, mine), await TagAsync());
        await WrongAsync(program, "settings.matchEmail", HttpMethod.Post, "channels", Channels.ChannelBody("another", "slack", new { slackChannel = "C1", matchEmail = true }, null));
        await program.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, $"channels/{_channel}", Channels.ChannelBody("renamed", "slack", moved, null, ["approvals"]), ifMatch: await TagAsync());

        // What the kind does not know moves nothing: the bot's token is still there, and the person still known.
        (_, mark) = await ToldAsync();
        await PressAsync("saasgate_deny", mark, "9.9");
        Assert.Contains("not one of SaaSGate", _slack.To("/response")[^1].Text, StringComparison.Ordinal);
        await PressAsync("saasgate_deny", mark);
        Assert.Contains("denied by", _slack.To("/response")[^1].Text, StringComparison.Ordinal);

        // An administrator may say so; people say anew who they are.
        await _admin.ExpectAsync(
            HttpStatusCode.OK, HttpMethod.Put, $"channels/{_channel}", Channels.ChannelBody("renamed", "slack", moved, new { signingSecret = Secret + "2" }, ["approvals"]),
            ifMatch: await TagAsync());
        (_, mark) = await ToldAsync();
        var (body, now) = (Body("saasgate_approve", mark), Now());
        Assert.Equal(HttpStatusCode.OK, await SendAsync(body, now, SlackSignature.Of(Secret + "2", now, body)));
        Assert.Contains("does not know who you are", _slack.To("/response")[^1].Text, StringComparison.Ordinal);

        async Task<string> TagAsync()
        {
            using var now = await _admin.SendAsync(HttpMethod.Get, $"channels/{_channel}");
            return now.Headers.ETag!.Tag;
        }

        static async Task WrongAsync(PortalBrowser program, string field, HttpMethod method, string path, object body, string? ifMatch = null) =>
            Assert.NotNull((await program.ExpectAsync(HttpStatusCode.BadRequest, method, path, body, ifMatch))!["errors"]![field]);
    }

    [Fact]
    public async Task The_same_checks_hold_as_in_the_portal()
    {
        // The owner of the skill.
        _email = app.Demo.Admin.Email;
        var (own, ownMark) = await ToldAsync("ticket-triage");
        await PressAsync("saasgate_approve", ownMark);
        Assert.Equal("pending", (string?)(await _admin.GetAsync($"approvals/{own}"))!["state"]);
        Assert.Contains("The owner of a skill", _slack.To("/response")[^1].Text, StringComparison.Ordinal);

        // Somebody who may not review, and somebody who left.
        foreach (var roles in new[] { "{responder}", "{}" })
        {
            await app.RunAsync($"update tenant.members set roles = '{roles}' where organisation_id = $1 and email = $2", Scenes.Acme.Value, app.Demo.Reviewer.Email);
            _email = app.Demo.Reviewer.Email;
            var (approval, mark) = await ToldAsync();
            await PressAsync("saasgate_approve", mark);
            Assert.Equal("pending", (string?)(await _admin.GetAsync($"approvals/{approval}"))!["state"]);
        }

        await app.RunAsync("update tenant.members set roles = '{reviewer}' where organisation_id = $1 and email = $2", Scenes.Acme.Value, app.Demo.Reviewer.Email);
    }

    [Fact]
    public async Task An_incoming_webhook_gets_a_second_message_and_an_error_of_Slack_is_told()
    {
        var hook = await _admin.AddChannelAsync("slack", new { }, new { address = _slack.At("/services/T/B/x").AbsoluteUri }, ["approvals"]);
        var (approval, _) = await ToldAsync();
        await app.UntilAsync(() => _slack.To("/services/T/B/x").Count == 1);
        Assert.DoesNotContain("saasgate_approve", _slack.To("/services/T/B/x")[0].Text, StringComparison.Ordinal);
        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);
        await reviewer.DecideAsync(approval, "deny");
        await app.UntilAsync(() => _slack.To("/services/T/B/x").Count == 2);
        Assert.Contains("denied by", _slack.To("/services/T/B/x")[1].Text, StringComparison.Ordinal);

        _slack.Answer = _ => (200, """{"ok":false,"error":"channel_not_found"}""");
        await ToldAsync(wait: false);
        await app.UntilAsync(async () => (await _admin.MessagesAsync(_channel))[0]!["attempts"]!.AsArray() is [{ } tried] && (string?)tried["answer"] == "It answered channel_not_found.");
        Assert.NotEmpty(hook);
    }

    [Fact]
    public async Task Calls_are_counted()
    {
        var limited = 0;
        using var outside = app.Browser();
        for (var i = 0; i < 125 && limited == 0; i++)
        {
            using var answer = await outside.SendAsync(HttpMethod.Post, $"/events/slack/{_channel}");
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
            {
                await PortalBrowser.RefusedAsync(PortalProblems.TooManyCalls, answer);
                limited = i;
            }
        }

        Assert.Equal(120, limited);
    }

    public async ValueTask DisposeAsync()
    {
        await app.ForgetChannelsAsync();
        await _slack.DisposeAsync();
        _admin.Dispose();
        _outside.Dispose();
    }

    /// <summary>A held request that the channel was told of, and what its buttons name.</summary>
    private async Task<(string Approval, string Mark)> ToldAsync(string skill = "crm-export", bool wait = true)
    {
        var approval = (await app.HoldAsync(skill)).Value;
        if (!wait)
            return (approval, "");
        await app.UntilAsync(async () => (await _admin.MessagesAsync(_channel)).Any(message => (string?)message!["subject"] == approval && (string?)message["state"] == "sent"));
        var posted = _slack.To("/api/chat.postMessage").Last(post => post.Text.Contains(approval, StringComparison.Ordinal)).Json;
        var button = posted["blocks"]!.AsArray().Single(block => (string?)block!["type"] == "actions")!["elements"]!.AsArray().First(element => (string?)element!["action_id"] == "saasgate_approve")!;
        return (approval, (string)button["value"]!);
    }

    private async Task<HttpStatusCode> PressAsync(string action, string mark, string ts = "1.5")
    {
        var (body, now) = (Body(action, mark, ts), Now());
        return await SendAsync(body, now, SlackSignature.Of(Secret, now, body));
    }

    private byte[] Body(string action, string mark, string ts = "1.5") => Encoding.UTF8.GetBytes("payload=" + Uri.EscapeDataString(new JsonObject
    {
        ["type"] = "block_actions",
        ["user"] = new JsonObject { ["id"] = "U1", ["team_id"] = "T1" },
        ["trigger_id"] = Guid.NewGuid().ToString("n"),
        ["message"] = new JsonObject { ["ts"] = ts },
        ["response_url"] = _slack.At("/response").AbsoluteUri,
        ["actions"] = new JsonArray(new JsonObject { ["action_id"] = action, ["value"] = mark }),
    }.ToJsonString()));

    private async Task<HttpStatusCode> SendAsync(byte[] body, string timestamp, string? signature)
    {
        using var answer = await PostAsync(_channel, body, timestamp, signature);
        return answer.StatusCode;
    }

    private async Task RefusedAsync(string channel, byte[] body, string timestamp, string? signature)
    {
        using var answer = await PostAsync(channel, body, timestamp, signature);
        await PortalBrowser.RefusedAsync(PortalProblems.SignatureRefused, answer);
    }

    private async Task<HttpResponseMessage> PostAsync(string channel, byte[] body, string timestamp, string? signature)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/events/slack/{channel}") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/x-www-form-urlencoded");
        request.Headers.Add("X-Slack-Request-Timestamp", timestamp);
        if (signature is not null)
            request.Headers.Add("X-Slack-Signature", signature);
        return await _outside.Http.SendAsync(request, Cancel);
    }

    private Task<string?> EmailOfAsync(string approval) => app.PeekAsync<string>(
        "select m.email from tenant.approvals a join tenant.members m on m.organisation_id = a.organisation_id and m.user_id = a.decided_by where a.id = $1", approval);

    private static string Now(int seconds = 0) => TimeProvider.System.GetUtcNow().AddSeconds(seconds).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
