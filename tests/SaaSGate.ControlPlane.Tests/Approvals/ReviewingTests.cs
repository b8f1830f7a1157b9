using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Approvals;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Approvals;

public sealed class ReviewingTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    private static readonly byte[] Shown = JsonSerializer.SerializeToUtf8Bytes(new
    {
        owner = "Dale Cooper",
        summary = "Export all",
        messages = new[] { new { role = "user", content = "Export all customers" } },
        tools = new[] { "http" },
        connection = new { name = "claude", baseUrl = "https://claude.test/" },
    });

    [Fact]
    public async Task The_one_who_comes_second_is_told_by_whom_and_when()
    {
        var approval = await app.HoldAsync();
        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var digest = await DigestAsync(reviewer, approval.Value);
        await reviewer.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"approvals/{approval}/decision", new { decision = "deny", viewDigest = digest });
        var late = (await admin.ExpectAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"approvals/{approval}/decision", new { decision = "approve", viewDigest = digest }))!;
        Assert.Equal("already_decided", (string?)late["code"]);
        Assert.Equal(("denied", "Rosa Marin"), ((string?)late["decision"]!["state"], (string?)late["decision"]!["byName"]));
        Assert.StartsWith("Rosa Marin decided at ", (string?)late["detail"], StringComparison.Ordinal);
        Assert.NotNull((string?)late["decision"]!["at"]);
    }

    [Fact]
    public async Task A_group_is_made_asked_and_shown_with_who_is_on_call()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var people = (await admin.GetAsync("members"))!["items"]!.AsArray().ToDictionary(member => (string)member!["displayName"]!, member => (string)member!["id"]!);
        var rosa = people["Rosa Marin"];
        var schedule = new { zone = "Europe/Berlin", startsOn = "2026-01-05", handover = "09:00:00", people = new[] { rosa }, overrides = Array.Empty<object>() };
        var made = (await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "reviewer-groups", new { name = "soc", members = new[] { rosa }, schedule }))!;
        Assert.Equal(rosa, (string?)made["shifts"]![0]!["userId"]);
        Assert.Equal("Rosa Marin", (string?)made["members"]![0]!["name"]);
        await admin.RefusedAsync(PortalProblems.NameTaken, HttpMethod.Post, "reviewer-groups", new { name = "soc", members = Array.Empty<string>() });
        var wrong = (await admin.ExpectAsync(
            HttpStatusCode.BadRequest, HttpMethod.Post, "reviewer-groups", new { name = "x", members = Array.Empty<string>(), schedule = schedule with { zone = "Mars/Olympus" } }))!;
        Assert.Equal(2, wrong["errors"]!["schedule"]!.AsArray().Count);

        var path = $"reviewer-groups/{made["id"]}";
        await admin.RefusedAsync(PortalProblems.PreconditionNeeded, HttpMethod.Put, path, new { name = "soc", members = new[] { rosa } });
        await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, path, new { name = "watch", members = new[] { rosa } }, "\"1\"");
        await admin.RefusedAsync(PortalProblems.ChangedMeanwhile, HttpMethod.Put, path, new { name = "late", members = new[] { rosa } }, "\"1\"");
        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);
        Assert.Equal("watch", (string?)(await reviewer.GetAsync("reviewer-groups"))!["items"]![0]!["name"]);
        await reviewer.RefusedAsync(PortalProblems.Forbidden, HttpMethod.Delete, path);
        await admin.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, path);
    }

    [Fact]
    public async Task A_step_up_lets_decide_where_the_sign_in_is_old()
    {
        var approval = await app.HoldAsync();
        await app.RunAsync("update tenant.approvals set step_up = true where id = $1", approval.Value);
        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);
        await app.RunAsync("update platform.sign_ins set proven_at = now() - interval '6 minutes'");
        var decision = new { decision = "approve", viewDigest = await DigestAsync(reviewer, approval.Value) };
        await reviewer.RefusedAsync(PortalProblems.StepUpNeeded, HttpMethod.Post, $"approvals/{approval}/decision", decision);
        var wrong = (await reviewer.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "session/step-up", new { password = "wrong" }))!;
        Assert.NotNull(wrong["errors"]!["password"]);
        Assert.NotNull((string?)(await reviewer.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "session/step-up", new { password = app.Demo.Reviewer.Password }))!["until"]);
        await reviewer.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"approvals/{approval}/decision", decision);

        // A token has no sign-in that could be fresh.
        var other = await app.HoldAsync();
        await app.RunAsync("update tenant.approvals set step_up = true where id = $1", other.Value);
        using var program = app.Program(app.Demo.ApiToken);
        await program.RefusedAsync(
            PortalProblems.StepUpNeeded, HttpMethod.Post, $"approvals/{other}/decision", new { decision = "deny", viewDigest = await DigestAsync(program, other.Value) });
    }

    [Fact]
    public async Task An_admin_breaks_the_glass_and_another_reviews_it()
    {
        var approval = await app.HoldAsync();
        await app.RunAsync("update tenant.approvals set reviewers = '{nobody}', needed = 3 where id = $1", approval.Value);
        using var admin = await app.SignInAsync(app.Demo.Admin);
        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);
        var digest = await DigestAsync(admin, approval.Value);
        await reviewer.RefusedAsync(PortalProblems.Forbidden, HttpMethod.Post, $"approvals/{approval}/break-glass", new { viewDigest = digest, reason = "down" });
        var decided = (await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"approvals/{approval}/break-glass", new { viewDigest = digest, reason = "Production is down" }))!;
        Assert.Equal(("approved", "break_glass"), ((string?)decided["state"], (string?)decided["how"]));
        var due = (await admin.GetAsync("approvals/broken-glass?due=true"))!["items"]!.AsArray().Single(item => (string?)item!["approvalId"] == approval.Value)!;
        Assert.Equal("break_glass", (string?)(await admin.GetAsync($"incidents/{due["incidentId"]}"))!["sourceKind"]);
        await admin.RefusedAsync(PortalProblems.ReviewRefused, HttpMethod.Post, $"approvals/{approval}/broken-glass/review", new { justified = true, note = "of course" });
        using var other = app.Program(app.Demo.ApiToken);
        var reviewed = (await other.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"approvals/{approval}/broken-glass/review", new { justified = false, note = "It could wait" }))!;
        Assert.Equal((false, "It could wait"), ((bool)reviewed["justified"]!, (string?)reviewed["reviewNote"]));
    }

    [Fact]
    public async Task Likes_are_given_seen_and_revoked()
    {
        var approval = await app.HoldAsync(shown: Shown);
        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);
        await reviewer.RefusedAsync(PortalProblems.LikesRefused, HttpMethod.Post, "approval-likes", new { approvalId = approval.Value, minutes = 30 });
        await reviewer.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"approvals/{approval}/decision", new { decision = "approve", viewDigest = await DigestAsync(reviewer, approval.Value) });
        var like = (await reviewer.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "approval-likes", new { approvalId = approval.Value, minutes = 30 }))!;
        Assert.Contains((await reviewer.GetAsync("approval-likes?live=true"))!["items"]!.AsArray(), item => (string?)item!["id"] == (string?)like["id"]);
        var next = await app.HoldAsync(shown: Shown);
        var decided = (await reviewer.GetAsync($"approvals/{next}"))!;
        Assert.Equal(("approved", "like", (string?)like["id"]), ((string?)decided["state"], (string?)decided["how"], (string?)decided["likeId"]));
        await reviewer.ExpectAsync(HttpStatusCode.OK, HttpMethod.Delete, $"approval-likes/{like["id"]}");
        Assert.Equal("pending", (string?)(await reviewer.GetAsync($"approvals/{await app.HoldAsync(shown: Shown)}"))!["state"]);
    }

    [Theory]
    [InlineData("bob@partner", "0f1e", "approved")]
    [InlineData("x@evil", "2d3c", "pending")]
    [InlineData("bob@partner", null, "pending")]
    public async Task Likes_of_a_tool_call_go_where_it_went(string to, string? binding, string expected)
    {
        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);
        var approval = await app.HoldAsync(shown: Calling("bob@partner", binding is null ? null : "0f1e"));
        await reviewer.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"approvals/{approval}/decision", new { decision = "approve", viewDigest = await DigestAsync(reviewer, approval.Value) });
        var like = (await reviewer.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "approval-likes", new { approvalId = approval.Value, minutes = 30 }))!;
        Assert.Equal(expected, (string?)(await reviewer.GetAsync($"approvals/{await app.HoldAsync(shown: Calling(to, binding))}"))!["state"]);
        await reviewer.ExpectAsync(HttpStatusCode.OK, HttpMethod.Delete, $"approval-likes/{like["id"]}");

        static byte[] Calling(string to, string? binding) =>
            JsonSerializer.SerializeToUtf8Bytes(new { owner = "Dale Cooper", summary = "send_email", toolUse = new { name = "send_email", input = new { to }, binding } });
    }

    [Fact]
    public async Task A_reviewer_asks_for_changes_of_what_is_shown_and_nothing_else()
    {
        var approval = await app.HoldAsync(shown: Shown);
        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);
        var digest = await DigestAsync(reviewer, approval.Value);
        await reviewer.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"approvals/{approval}/edits", new { viewDigest = digest, edits = new[] { new { pointer = "/model", text = "x" } } });
        await reviewer.RefusedAsync(
            PortalProblems.NotEditable, HttpMethod.Post, $"approvals/{approval}/edits", new { viewDigest = digest, edits = new[] { new { pointer = "/messages/7/content", text = "x" } } });
        var asked = (await reviewer.ExpectAsync(
            HttpStatusCode.OK, HttpMethod.Post, $"approvals/{approval}/edits", new { viewDigest = digest, edits = new[] { new { pointer = "/messages/0/content", text = "Export one" } } }))!;
        Assert.Equal(("pending", "Rosa Marin"), ((string?)asked["state"], (string?)asked["editsByName"]));
        using var admin = await app.SignInAsync(app.Demo.Admin);
        await admin.RefusedAsync(
            PortalProblems.EditPending, HttpMethod.Post, $"approvals/{approval}/edits", new { viewDigest = digest, edits = new[] { new { pointer = "/messages/0/content", text = "Export two" } } });
        await admin.RefusedAsync(PortalProblems.EditPending, HttpMethod.Post, $"approvals/{approval}/decision", new { decision = "approve", viewDigest = digest });
    }

    [Theory]
    [InlineData("/v1/complete")]
    [InlineData("/v1/messages/batches")]
    public async Task What_the_gateway_would_not_find_where_it_is_shown_is_not_changed_and_stays_decidable(string path)
    {
        var approval = await app.HoldAsync(shown: JsonSerializer.SerializeToUtf8Bytes(new { owner = "Dale Cooper", path, summary = "Export all", messages = new[] { new { role = "user", content = "Export all customers" } } }));
        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);
        var digest = await DigestAsync(reviewer, approval.Value);
        await reviewer.RefusedAsync(
            PortalProblems.NotEditable, HttpMethod.Post, $"approvals/{approval}/edits", new { viewDigest = digest, edits = new[] { new { pointer = "/messages/0/content", text = "Export one" } } });
        await reviewer.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"approvals/{approval}/decision", new { decision = "approve", viewDigest = digest });
    }

    [Fact]
    public async Task Who_changed_a_request_may_deny_it_and_another_approves_it()
    {
        var (first, second) = (await app.HoldAsync(shown: Shown), await app.HoldAsync(shown: Shown));
        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var digest = await DigestAsync(reviewer, first.Value);
        await reviewer.ExpectAsync(
            HttpStatusCode.OK, HttpMethod.Post, $"approvals/{first}/edits", new { viewDigest = digest, edits = new[] { new { pointer = "/messages/0/content", text = "Export one" } } });
        await app.RunAsync("update tenant.approvals set edit_of = $2 where id = $1", second.Value, first.Value);
        var seen = (await reviewer.GetAsync($"approvals/{second}"))!;
        Assert.Equal((true, PortalProblems.OwnEdit.Title), ((bool)seen["canDecide"]!, (string?)seen["cannotApproveReason"]));
        Assert.Null((string?)(await admin.GetAsync($"approvals/{second}"))!["cannotApproveReason"]);
        await reviewer.RefusedAsync(PortalProblems.OwnEdit, HttpMethod.Post, $"approvals/{second}/decision", new { decision = "approve", viewDigest = digest });
        await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"approvals/{second}/decision", new { decision = "approve", viewDigest = digest });
    }

    [Theory]
    [InlineData(1, 24_000, 'x', true)]
    [InlineData(1, 24_000, 'ä', true)]
    [InlineData(1, 25_000, 'ä', false)]
    [InlineData(1, 50_000, 'x', false)]
    [InlineData(50, 950, 'x', true)]
    [InlineData(50, 990, 'x', false)]
    public void Changes_fit_into_one_message_to_the_gateway(int count, int length, char of, bool fits)
    {
        var errors = new FieldErrors();
        EditCheck.Shape(errors, new("", [.. Enumerable.Range(0, count).Select(i => new EditApproval.Edit($"/messages/{i}", new string(of, length)))]));
        Assert.Equal(fits, !errors.Any);
    }

    [Fact]
    public async Task The_owner_is_asked_and_answers()
    {
        var approval = await app.HoldAsync("report-writer");
        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);
        using var owner = await app.SignInAsync(app.Demo.Admin);
        using var partner = await app.SignInAsync(app.Demo.Partner);
        await reviewer.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"approvals/{approval}/messages", new { text = "Is this yours?" });
        await owner.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"approvals/{approval}/messages", new { text = "Yes." });
        var said = (await partner.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"approvals/{approval}/messages", new { text = "Fine." }))!["items"]!.AsArray();
        Assert.Equal([("Rosa Marin", false), ("Ada Lindqvist", true), ("Kim Sato", false)], said.Select(message => ((string)message!["authorName"]!, (bool)message["isOwner"]!)));
        await reviewer.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"approvals/{approval}/messages", new { text = "  " });
    }

    [Fact]
    public async Task What_ends_soonest_is_listed_first_and_paged_so()
    {
        var (later, sooner) = (await app.HoldAsync("ticket-triage"), await app.HoldAsync("ticket-triage"));
        await app.RunAsync("update tenant.approvals set expires_at = expires_at + interval '1 hour' where id = $1", later.Value);
        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);
        var first = (await reviewer.GetAsync($"approvals?state=waiting&like={later}&order=ending&limit=1"))!;
        Assert.Equal(sooner.Value, (string?)first["items"]!.AsArray().Single()!["id"]);
        var second = (await reviewer.GetAsync($"approvals?state=waiting&like={later}&order=ending&limit=1&cursor={first["next"]}"))!;
        Assert.Equal((later.Value, null), ((string?)second["items"]!.AsArray().Single()!["id"], (string?)second["next"]));
        var refused = (await reviewer.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Get, "approvals?order=oldest"))!;
        Assert.NotNull(refused["errors"]!["order"]);
    }

    [Fact]
    public async Task What_changed_since_the_last_approved_request_is_shown()
    {
        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);
        var first = await app.HoldAsync(shown: Shown);
        await reviewer.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"approvals/{first}/decision", new { decision = "approve", viewDigest = await DigestAsync(reviewer, first.Value) });
        var next = await app.HoldAsync(shown: System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(Shown).Replace("Export all customers", "Export all orders", StringComparison.Ordinal)));
        var changes = (await reviewer.GetAsync($"approvals/{next}/changes"))!;
        Assert.Equal((first.Value, "Rosa Marin"), ((string?)changes["sinceId"], (string?)changes["sinceByName"]));
        Assert.Equal(["removed", "added"], changes["changes"]!.AsArray().Single()!["lines"]!.AsArray().Select(line => (string)line!["kind"]!));
    }

    [Fact]
    public async Task Two_thousand_are_decided_at_once_and_each_has_a_result_of_its_own()
    {
        const int Many = 2000;
        var first = await app.HoldAsync(shown: JsonSerializer.SerializeToUtf8Bytes(new { tools = new[] { "bulk" } }));
        await app.RunAsync(
            """
            insert into tenant.approvals select (jsonb_populate_record(a, jsonb_build_object('id', left(a.id, 14) || lpad(i::text, 16, '0'), 'digest', '\\x' || encode(sha256(i::text::bytea), 'hex')))).*
            from tenant.approvals a cross join generate_series(1, 1999) i where a.id = $1
            """, first.Value);
        await app.RunAsync(
            """
            with entered as materialized (select set_config('saasgate.organisation', $1, true) as id)
            select tenant.list_for_partners(a.id, null) from entered e join tenant.approvals a on a.organisation_id = e.id and a.tool = 'bulk'
            """, Scenes.Acme.Value);
        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);
        var items = new List<JsonNode>();
        for (string? cursor = null; items.Count == 0 || cursor is not null;)
        {
            var page = (await reviewer.GetAsync($"approvals?state=waiting&like={first}&limit=200" + (cursor is null ? "" : $"&cursor={cursor}")))!;
            items.AddRange(page["items"]!.AsArray().Select(item => item!));
            cursor = (string?)page["next"];
        }

        Assert.Equal(Many, items.Count);
        var stale = items[7]!["id"]!;
        var body = new
        {
            decision = "deny",
            note = "not today",
            items = items.Select(item => new { id = (string)item["id"]!, viewDigest = (string)item["id"]! == (string)stale! ? new string('0', 64) : (string)item["viewDigest"]! }).ToArray(),
        };
        var (clock, worked) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var results = (await reviewer.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "approvals/decisions", body))!["items"]!.AsArray();
        TestContext.Current.TestOutputHelper!.WriteLine($"{Many} decided in {clock.ElapsedMilliseconds} ms, with {(Environment.CpuUsage.TotalTime - worked).TotalMilliseconds:F0} ms of this process's work");
        Assert.Equal(items.Select(item => (string)item["id"]!), results.Select(result => (string)result!["id"]!));
        Assert.Equal("view_changed", (string?)results.Single(result => result!["problem"] is not null)!["problem"]);
        Assert.Equal(Many - 1, results.Count(result => (string?)result!["state"] == "denied"));
        Assert.Equal(Many - 1L, await app.PeekAsync<long>(
            "select count(*) from platform.decision_log d join tenant.approvals a on a.id = d.approval_id where a.organisation_id = $1 and a.tool = 'bulk' and d.state = 'denied'", Scenes.Acme.Value));
        Assert.Equal(1L, await app.PeekAsync<long>("select count(*) from tenant.approval_projections where organisation_id = $1 and state = 'pending' and tool = 'bulk'", Scenes.Acme.Value));

        await reviewer.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "approvals/decisions", new { decision = "deny", items = Array.Empty<object>() });
        await reviewer.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "approvals/decisions", new { decision = "deny", items = new[] { body.items[0], body.items[0] } });
    }

    private static async Task<string?> DigestAsync(PortalBrowser browser, string approval) => (string?)(await browser.GetAsync($"approvals/{approval}"))!["viewDigest"];
}
