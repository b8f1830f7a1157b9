using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Notifications;
using SaaSGate.ControlPlane.Skills;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.Postgres.Approvals;
using SaaSGate.Postgres.Notifications;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Notifications;

/// <summary>From what happens to what is sent.</summary>
public sealed class NotificationTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>, IAsyncLifetime
{
    private const string Secret = "a-secret-of-the-receiver";
    private HttpsReceiver _outside = null!;
    private PortalBrowser _admin = null!, _reviewer = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _outside = await app.ReceiverAsync();
        _admin = await app.SignInAsync(app.Demo.Admin);
        _reviewer = await app.SignInAsync(app.Demo.Reviewer);
    }

    [Fact]
    public async Task Nothing_is_lost_and_nothing_is_told_twice_when_the_receiver_was_down()
    {
        await WebhookAsync();
        _outside.Answer = _ => (503, "later");
        List<string> held = [];
        for (var i = 0; i < 5; i++)
            held.Add((await app.HoldAsync()).Value);
        await app.UntilAsync(() => _outside.Posts.Count(post => post.Answered == 503) >= 3);
        _outside.Answer = _ => (200, "ok");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => app.Service<NotificationPump>().PlanAllAsync(Cancel)));
        await app.UntilAsync(() => Taken("waiting").Count() >= held.Count);
        await app.SendAsync();
        Assert.Equal(held.Order(), Taken("waiting").Select(post => (string)post.Json["subject"]!).Order());
        foreach (var post in Taken("waiting"))
        {
            var signed = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"{post.Headers["saasgate-timestamp"]}.{post.Text}")));
            Assert.Equal($"v1={signed}", post.Headers["saasgate-signature"]);
            Assert.Equal((string?)post.Json["id"], post.Headers["saasgate-notification-id"]);
        }
    }

    [Fact]
    public async Task The_log_tells_each_try_and_one_that_was_refused_is_sent_when_somebody_asks()
    {
        var channel = await WebhookAsync();
        _outside.Answer = _ => (404, $"no \u202Esuch thing {Secret}");
        var held = await app.HoldAsync();
        await app.UntilAsync(() => _outside.Posts.Any(post => post.Answered == 404));
        await app.UntilAsync(async () => (string?)(await _admin.MessagesAsync(channel))[0]!["state"] == "failed");
        var log = await _admin.MessagesAsync(channel);
        Assert.Equal(("refused", 404), ((string?)log[0]!["attempts"]![0]!["outcome"], (int?)log[0]!["attempts"]![0]!["status"]));
        Assert.Equal("It answered 404: no ⟨U+202E⟩such thing …", (string?)log[0]!["attempts"]![0]!["answer"]);
        Assert.Equal("It answered 404: no ⟨U+202E⟩such thing …", (string?)(await _admin.GetAsync($"channels/{channel}"))!["error"]);

        _outside.Answer = _ => (200, "ok");
        await _admin.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Post, $"channels/{channel}/messages/{log[0]!["id"]}/retry");
        await app.UntilAsync(() => Taken("waiting").Any(post => (string?)post.Json["subject"] == held.Value));
        Assert.Equal((string?)log[0]!["id"], (string?)Taken("waiting").Single().Json["id"]);
    }

    [Fact]
    public async Task PagerDuty_is_triggered_by_what_waits_and_resolved_when_it_is_decided_elsewhere()
    {
        var channel = await _admin.AddChannelAsync("pagerduty", new { }, new { routingKey = "R0UTE" }, ["approvals"]);
        _outside.Answer = _ => (202, """{"status":"success"}""");
        var held = await app.HoldAsync();
        await app.UntilAsync(() => _outside.To("/v2/enqueue").Count == 1);
        await _reviewer.DecideAsync(held.Value, "deny");
        await app.UntilAsync(() => _outside.To("/v2/enqueue").Count == 2);
        var told = _outside.To("/v2/enqueue").Select(post => post.Json).ToList();
        Assert.Equal(["trigger", "resolve"], told.Select(json => (string?)json["event_action"]));
        Assert.All(told, json => Assert.Equal(("R0UTE", held.Value), ((string?)json["routing_key"], (string?)json["dedup_key"])));
        Assert.Equal("critical", (string?)told[0]["payload"]!["severity"]);
        Assert.Contains("crm-export waits for a decision", (string?)told[0]["payload"]!["summary"], StringComparison.Ordinal);
        // What was sent is noted afterwards.
        await app.UntilAsync(async () => (await _admin.MessagesAsync(channel)).All(message => (string?)message!["state"] == "sent"));
        Assert.All(await _admin.MessagesAsync(channel), message => Assert.Equal("sent", (string?)message!["state"]));
    }

    [Fact]
    public async Task What_is_over_before_it_could_be_told_is_not_told()
    {
        var channel = await _admin.AddChannelAsync("teams", new { followUp = true, authority = _outside.Authority }, new { address = _outside.At("/teams").AbsoluteUri }, ["approvals"]);
        _outside.Answer = _ => (503, "");
        var held = await app.HoldAsync();
        await app.UntilAsync(() => !_outside.Posts.IsEmpty);
        await _reviewer.DecideAsync(held.Value, "deny");
        _outside.Answer = _ => (200, "");
        await app.UntilAsync(async () => (await _admin.MessagesAsync(channel)).Select(message => (string?)message!["state"]).SequenceEqual(["void", "void"]));
        Assert.DoesNotContain(_outside.Posts, post => post.Answered == 200);
    }

    [Fact]
    public async Task A_channel_is_told_of_what_happens_after_it_was_added()
    {
        await WebhookAsync("/first");
        await app.HoldAsync();
        await WebhookAsync("/second");
        var after = (await app.HoldAsync()).Value;
        await app.UntilAsync(() => _outside.To("/first").Count == 2 && _outside.To("/second").Any(post => (string?)post.Json["subject"] == after));
        Assert.Single(_outside.To("/second"));
    }

    [Fact]
    public async Task Filters_of_severity_rule_and_label_keep_what_a_channel_does_not_want()
    {
        await app.RunAsync("update tenant.skills set labels = '{money}' where name = 'crm-export'");
        await WebhookAsync("/rule", rules: ["hold-*"]);
        await WebhookAsync("/other-rule", rules: ["mask-*"]);
        await WebhookAsync("/label", labels: ["money"]);
        await WebhookAsync("/other-label", labels: ["people"]);
        await WebhookAsync("/named", namedOnly: true);
        await WebhookAsync("/locks", events: ["locks"]);
        await app.HoldAsync();
        await app.UntilAsync(() => _outside.To("/rule").Count == 1 && _outside.To("/label").Count == 1);
        Assert.Equal(["/label", "/rule"], _outside.Posts.Select(post => post.Path).Distinct().Order());
    }

    [Fact]
    public async Task A_rule_names_who_is_told_whatever_else_they_want()
    {
        await app.RunAsync(
            """
            with made as (
                insert into tenant.policy_versions (organisation_id, policy_id, version, document, created_by)
                select organisation_id, id, active_version + 1, $2, 'usr_x' from tenant.policies where organisation_id = $1 order by name limit 1
                returning organisation_id, policy_id, version)
            update tenant.policies p set active_version = made.version from made where p.organisation_id = made.organisation_id and p.id = made.policy_id
            """, Scenes.Acme.Value, """
            rules:
              - { name: hold-bulk-export, on: request, when: { text: everything }, then: hold, severity: high, notify: [named, night] }
            """);
        await _admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "channels", Channels.ChannelBody(
            "named", "webhook", new { address = _outside.At("/named").AbsoluteUri, authority = _outside.Authority }, new { signingSecret = Secret }, ["locks"], rules: ["mask-*"], namedOnly: true));
        await WebhookAsync("/other", namedOnly: true);
        var held = await app.HoldAsync();
        await app.UntilAsync(() => _outside.To("/named").Count == 1);
        Assert.Equal(held.Value, (string?)_outside.To("/named")[0].Json["subject"]);
        Assert.Empty(_outside.To("/other"));
    }

    [Fact]
    public void A_browser_of_a_group_that_a_rule_names_is_told_below_its_severity()
    {
        var low = new NotifiableEvent
        {
            Position = 7,
            At = TimeProvider.System.GetUtcNow(),
            Kind = "ApprovalRequested",
            Subject = "apr_1",
            Payload = JsonSerializer.SerializeToElement(new { severity = "low", rule = "r" }),
            PolicyId = "pol_1",
            PolicyVersion = 1,
            Labels = [],
            IncidentSeverity = null,
            IncidentStatus = null,
            IncidentAt = null,
        };
        var round = new NotificationRound([low], [], [new("psh_1", "usr_1", "high", 0, ["night"]), new("psh_2", "usr_2", "high", 0, [])], new HashSet<string>());
        Assert.Empty(NotificationPlan.Of(round, _ => [], low.At));
        Assert.Equal(("psh_1", "feed/7"), Assert.Single(NotificationPlan.Of(round, _ => ["night"], low.At)) is { } told ? (told.Receiver, told.Key) : default);
    }

    [Fact]
    public void A_browser_of_who_is_on_call_is_told_below_its_severity()
    {
        var low = new NotifiableEvent
        {
            Position = 7,
            At = TimeProvider.System.GetUtcNow(),
            Kind = "ApprovalRequested",
            Subject = "apr_1",
            Payload = JsonSerializer.SerializeToElement(new { severity = "low", rule = "r", groups = new[] { "grp_1", "grp_2" } }),
            PolicyId = "pol_1",
            PolicyVersion = 1,
            Labels = [],
            IncidentSeverity = null,
            IncidentStatus = null,
            IncidentAt = null,
        };
        var round = new NotificationRound([low], [], [new("psh_1", "usr_1", "high", 0, []), new("psh_2", "usr_2", "high", 0, []), new("psh_3", "usr_3", "high", 0, [])], new HashSet<string>());
        HashSet<(string, string)> onCall = [("grp_2", "usr_2"), ("grp_3", "usr_3")];
        Assert.Equal("psh_2", Assert.Single(NotificationPlan.Of(round, _ => [], low.At, onCall)).Receiver);
    }

    [Fact]
    public async Task A_partners_channel_chooses_by_labels_of_the_skills_that_it_reviews()
    {
        await app.RunAsync("update tenant.skills set labels = '{money}' where name = 'crm-export'");
        using var partner = await app.NorthwindAdminAsync();
        foreach (var (path, label) in ((string, string)[])[("/money", "money"), ("/people", "people")])
            await partner.AddChannelAsync(
                "webhook", new { address = _outside.At(path).AbsoluteUri, authority = _outside.Authority }, new { signingSecret = Secret }, ["approvals"], labels: [label]);
        var approval = await app.HoldAsync();
        await app.UntilAsync(() => _outside.To("/money").Any(post => (string?)post.Json["subject"] == approval.Value));
        Assert.Empty(_outside.To("/people"));
    }

    [Fact]
    public async Task A_channel_reads_who_is_on_call_and_a_partner_does_not()
    {
        var person = (await app.PeekAsync<string>($"select user_id from tenant.members where email = '{app.Demo.Reviewer.Email}'"))!;
        var schedule = new { zone = "UTC", startsOn = "2026-01-05", handover = "09:00:00", people = new[] { person }, overrides = Array.Empty<object>() };
        await _admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "reviewer-groups", new { name = "watch", members = new[] { person }, schedule });
        using var partner = await app.NorthwindAdminAsync();
        await partner.AddChannelAsync(
            "webhook", new { address = _outside.At("/partner").AbsoluteUri, authority = _outside.Authority }, new { signingSecret = Secret }, ["approvals"]);
        await WebhookAsync("/own");
        var approval = (await app.HoldAsync(route: HoldRoute.Anyone with { Reviewers = ["watch"] })).Value;
        bool IsTold(string path) => _outside.To(path).Any(post => (string?)post.Json["subject"] == approval);
        await app.UntilAsync(() => IsTold("/own") && IsTold("/partner"));
        Assert.Contains(_outside.To("/own")[0].Json["facts"]!.AsArray(), fact => (string?)fact!["name"] == "On call" && ((string)fact["value"]!).EndsWith("(watch)", StringComparison.Ordinal));
        Assert.DoesNotContain("watch", _outside.To("/partner")[0].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("owners", _outside.To("/own")[0].Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Names_alone_say_nothing_of_the_prompt()
    {
        await WebhookAsync("/summary");
        await WebhookAsync("/names", detail: "names");
        await app.HoldAsync();
        await app.UntilAsync(() => _outside.To("/summary").Count == 1 && _outside.To("/names").Count == 1);
        Assert.Contains("Export all customers", _outside.To("/summary")[0].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Export all customers", _outside.To("/names")[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_partner_who_is_given_summaries_is_told_nothing_of_the_prompt()
    {
        using var partner = await app.NorthwindAdminAsync();
        await app.RunAsync("update tenant.grants set masking = 'summary'");
        try
        {
            await partner.AddChannelAsync(
                "webhook", new { address = _outside.At("/partner").AbsoluteUri, authority = _outside.Authority }, new { signingSecret = Secret }, ["approvals"], detail: "summary");
            var approval = await app.HoldAsync();
            await app.UntilAsync(() => _outside.To("/partner").Any(post => post.Text.Contains(approval.Value, StringComparison.Ordinal)));
            Assert.All(_outside.To("/partner"), post => Assert.DoesNotContain("Export all customers", post.Text, StringComparison.Ordinal));
        }
        finally
        {
            await app.RunAsync("update tenant.grants set masking = 'full'");
        }
    }

    [Fact]
    public async Task Locks_and_incidents_are_told_and_incidents_once_for_each_status()
    {
        await WebhookAsync(events: ["locks", "incidents"]);
        var skill = app.Demo.Skills.Single(one => one.Name == "report-writer").Id;
        await _admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"skills/{skill}/stop", new { reason = "It leaks <b>" });
        await _admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"skills/{skill}/resume");
        var (session, _) = await app.RecordAsync("{}", "done");
        var incident = (string)(await _admin.ExpectAsync(
            HttpStatusCode.Created, HttpMethod.Post, "incidents", new { title = "Leak", severity = "medium", sessionIds = new[] { session.Value } }))!["id"]!;
        await _admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"incidents/{incident}/notes", new { text = "note" });
        await app.UntilAsync(() => _outside.Posts.Count(post => (string?)post.Json["event"] == "incident") == 1 && _outside.Posts.Count >= 3);
        await app.SendAsync();
        Assert.Equal(["incident", "lifted", "locked"], _outside.Posts.Select(post => (string)post.Json["event"]!).Order());
        Assert.Contains("It leaks <b>", Taken("locked").Single().Json["facts"]!.AsArray().Select(fact => (string?)fact!["value"]));
    }

    [Fact]
    public async Task A_partner_is_told_while_its_grant_lives_and_not_afterwards()
    {
        using var partner = await app.NorthwindAdminAsync();
        var channel = await partner.AddChannelAsync("webhook", new { address = _outside.At("/partner").AbsoluteUri, authority = _outside.Authority }, new { signingSecret = Secret });
        var seen = await app.HoldAsync();
        await app.UntilAsync(() => _outside.To("/partner").Count == 1);
        Assert.Equal((seen.Value, DemoOrganisations.Northwind.Value), ((string?)_outside.To("/partner")[0].Json["subject"], (string?)_outside.To("/partner")[0].Json["organisation"]!["id"]));

        _outside.Answer = _ => (503, "");
        await app.HoldAsync();
        await app.UntilAsync(() => _outside.To("/partner").Count >= 2);
        await app.RunAsync("update tenant.grants set ended_at = now()");
        try
        {
            _outside.Answer = _ => (200, "ok");
            await app.UntilAsync(async () => (string?)(await partner.MessagesAsync(channel))[0]!["state"] == "void");
            Assert.Single(_outside.To("/partner"), post => post.Answered == 200);
        }
        finally
        {
            await app.RunAsync("update tenant.grants set ended_at = null");
        }
    }

    [Fact]
    public async Task A_paused_channel_gets_what_waited_when_it_goes_on()
    {
        var channel = await WebhookAsync();
        _outside.Answer = _ => (503, "");
        var held = await app.HoldAsync();
        await app.UntilAsync(() => !_outside.Posts.IsEmpty);
        await EnableAsync(channel, false);
        _outside.Answer = _ => (200, "ok");
        await app.SendAsync();
        Assert.Empty(Taken("waiting"));
        await EnableAsync(channel, true);
        await app.UntilAsync(() => Taken("waiting").Any());
        Assert.Equal(held.Value, (string?)Taken("waiting").Single().Json["subject"]);
    }

    [Fact]
    public async Task Channels_are_added_changed_tested_and_removed_and_show_no_secret()
    {
        var body = Channels.ChannelBody("ops", "webhook", new { address = "http://insecure.example" }, new { signingSecret = "short" });
        var refused = await _admin.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "channels", body);
        Assert.NotNull(refused!["errors"]!["settings.address"]);
        Assert.NotNull(refused["errors"]!["secrets.signingSecret"]);
        var right = new { address = _outside.At("/hook").AbsoluteUri, authority = _outside.Authority };
        var made = (await _admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "channels", Channels.ChannelBody("ops", "webhook", right, new { signingSecret = Secret })))!;
        Assert.DoesNotContain(Secret, made.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("signingSecret", (string?)made["secretsSet"]![0]);
        await _admin.RefusedAsync(PortalProblems.NameTaken, HttpMethod.Post, "channels", Channels.ChannelBody("ops", "webhook", right, new { signingSecret = Secret }));
        var path = $"channels/{made["id"]}";
        Assert.Null((await _admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"{path}/test"))!["error"]);
        Assert.Equal("test", (string?)_outside.To("/hook").Single().Json["event"]);
        _outside.Answer = _ => (500, "");
        Assert.Equal("It answered 500.", (string?)(await _admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"{path}/test"))!["error"]);

        // What is secret goes along to no other address.
        var away = new { address = _outside.At("/away").AbsoluteUri, authority = _outside.Authority };
        await _admin.RefusedAsync(PortalProblems.PreconditionNeeded, HttpMethod.Put, path, Channels.ChannelBody("ops", "webhook", right, null));
        await _admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Put, path, Channels.ChannelBody("ops", "webhook", away, null), "\"1\"");
        Assert.Equal("names", (string?)(await _admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, path, Channels.ChannelBody("ops", "webhook", right, null, detail: "names"), "\"1\""))!["detail"]);
        await _admin.RefusedAsync(PortalProblems.ChangedMeanwhile, HttpMethod.Put, path, Channels.ChannelBody("ops", "webhook", right, null), "\"1\"");
        await _admin.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, path);
        await _admin.RefusedAsync(PortalProblems.NotFound, HttpMethod.Get, path);
        Assert.Equal(
            ["channel.changed", "channel.created", "channel.deleted", "channel.tested", "channel.tested"],
            (await _admin.GetAsync("audit?limit=5"))!["items"]!.AsArray().Select(line => (string)line!["action"]!).Order());
    }

    public async ValueTask DisposeAsync()
    {
        await app.ForgetChannelsAsync();
        await _outside.DisposeAsync();
        _admin.Dispose();
        _reviewer.Dispose();
    }

    [Fact]
    public async Task A_skill_that_is_to_be_confirmed_is_told_to_channels_that_ask_for_it()
    {
        await WebhookAsync(events: ["skills"]);
        await WebhookAsync("/others", events: ["locks", "incidents"]);
        var skill = app.Demo.Skills[0].Id;
        await app.RunAsync("update tenant.skills set status = 'active', confirm_told = 0, confirm_by = now() + interval '5 days' where id = $1", skill);
        await app.Service<SkillConfirmations>().SeeToAllAsync(Cancel);
        await app.UntilAsync(() => Taken("confirm").Any());
        var told = Taken("confirm").Single().Json;
        Assert.Equal(skill, (string?)told["subject"]);
        Assert.Contains("is to be confirmed by", (string?)told["title"], StringComparison.Ordinal);
        Assert.Contains(told["facts"]!.AsArray(), fact => (string?)fact!["name"] == "Suspended unless confirmed by");
        Assert.Empty(_outside.To("/others"));
    }

    private Task<string> WebhookAsync(
        string path = "/hook", string[]? events = null, string detail = "summary", string[]? labels = null, string[]? rules = null, bool namedOnly = false) =>
        _admin.AddChannelAsync(
            "webhook", new { address = _outside.At(path).AbsoluteUri, authority = _outside.Authority }, new { signingSecret = Secret }, events, detail, labels, rules, namedOnly: namedOnly);

    private async Task EnableAsync(string channel, bool enabled)
    {
        using var now = await _admin.SendAsync(HttpMethod.Get, $"channels/{channel}");
        var view = await PortalBrowser.ReadAsync(now);
        await _admin.ExpectAsync(
            HttpStatusCode.OK, HttpMethod.Put, $"channels/{channel}",
            Channels.ChannelBody((string)view["name"]!, "webhook", view["settings"]!, null, enabled: enabled), now.Headers.ETag!.Tag);
    }

    private IEnumerable<ReceivedPost> Taken(string kind) => _outside.Posts.Where(post => post.Answered == 200 && (string?)post.Json["event"] == kind);
}
