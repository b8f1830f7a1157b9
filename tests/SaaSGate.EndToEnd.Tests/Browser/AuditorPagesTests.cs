using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SaaSGate.TestKit;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SaaSGate.EndToEnd.Tests.Browser;

/// <summary>An auditor sees what an administrator sees, and is offered nothing that the server would refuse.</summary>
public sealed class AuditorPagesTests(DemoStack stack) : IClassFixture<DemoStack>
{
    private const string Password = "long enough by far";

    [Fact]
    public async Task Who_may_only_look_finds_none_of_the_controls_that_an_administrator_finds()
    {
        // 1. Something of everything that can be acted on, and two who look at it.
        using var leaving = new CancellationTokenSource();
        var (session, incident) = await IncidentAsync("Name a moon of Mars.", "Moons leave");
        var channel = await ChannelAsync();
        var held = stack.Skill("crm-export").SendAsync(SkillCaller.Body("Export all customers of the moon, with name and e-mail."), leaving.Token);
        var approval = await WaitingAsync();
        await stack.Api.PostAsync("retention/holds", new() { ["kind"] = "session", ["targetId"] = session, ["reason"] = "Asked for by counsel" });
        await stack.Api.PostAsync("exposure/lists", new() { ["name"] = "Moon breach", ["type"] = "EMAIL", ["values"] = new JsonArray("moon@corp.example") });
        Assert.Equal(1, await stack.RunAsync(
            """
            insert into tenant.broken_glass (organisation_id, approval_id, person, by_name, reason, at, incident_id, review_due_at)
            select organisation_id, id, 'usr_other', 'Olga Other', 'The customer waited', now(), $1, now() + interval '1 day' from tenant.approvals where id = $2
            """, incident, approval));
        var skill = stack.Skill("ticket-triage").Id;
        Place[] places =
        [
            new($"/incidents/{incident}", "incident-lock", "incident-status", "note-text", "add-note", "add-member", "remove-member", "remove-incident-session", "put-lock", "lift-lock"),
            new($"/settings/notifications?channel={channel}", "message", "new-channel", "channel-test", "channel-edit", "channel-pause", "channel-remove", "message-retry"),
            new("/settings/retention", "holds", "hold-form", "hold-create", "begin-hold-lift"),
            new("/exposure?view=lists", "exposure-list", "list-name", "list-upload", "list-confirm", "list-cancel"),
            new("/settings/reviewing", "glass", "glass-review"),
            new($"/sessions/{session}", "session", "lock-session", "stop-session-skill"),
            new($"/skills/{skill}?act=stop", "skill-detail", "stop-panel", "lock-skill", "lock-owner"),
            new("/skills?act=new", "skill-row", "new-skill-form"),
            new("/connections", "connections", "lock-connection"),
        ];
        await using var admin = await stack.SignInAsync("admin");
        await using var auditor = await JoinAsync(admin);
        List<string> refused = [];
        auditor.Page.Response += (_, answer) => refused.AddRange(answer.Status == 403 ? [answer.Url] : []);

        // 2. Both open the same pages, and see the same things.
        foreach (var place in places)
        {
            await ShowAsync(admin, place);
            foreach (var control in place.Controls)
                await Expect(admin.Page.GetByTestId(control).First).ToBeVisibleAsync();
            await ShowAsync(auditor, place);
            foreach (var control in place.Controls)
                await Expect(auditor.Page.GetByTestId(control)).ToHaveCountAsync(0);
            await auditor.LookAsync($"looks-at-{place.Shown}");
        }

        // 3. Nobody chooses for a decision about many who does not decide.
        var page = auditor.Page;
        foreach (var viewer in new[] { admin, auditor })
        {
            await viewer.OpenAsync($"/approvals/{approval}");
            await Expect(viewer.ById("approval-detail", approval)).ToBeVisibleAsync();
            await Expect(viewer.Page.GetByTestId("approval-row")).ToBeVisibleAsync();
            await viewer.Page.Keyboard.PressAsync("x");
            await viewer.Page.Keyboard.PressAsync("Shift+L");
            await viewer.Page.GetByTestId("more").ClickAsync();
        }

        await Expect(admin.Page.GetByTestId("bulk-count")).ToHaveTextAsync("1 chosen");
        await Expect(page.GetByTestId("alike")).ToBeDisabledAsync();
        await Expect(page.GetByTestId("bulk")).ToHaveCountAsync(0);

        // 4. The palette stops skills for whoever may.
        foreach (var viewer in new[] { admin, auditor })
        {
            await viewer.OpenAsync("/");
            await viewer.Page.Keyboard.PressAsync("Control+k");
            await viewer.Page.GetByTestId("palette-input").FillAsync("ticket-triage");
            await Expect(viewer.Page.GetByRole(AriaRole.Option).Filter(new() { HasText = "ticket-triage" }).First).ToBeVisibleAsync();
        }

        var stop = new LocatorFilterOptions { HasText = "Stop skill ticket-triage" };
        await Expect(admin.Page.GetByRole(AriaRole.Option).Filter(stop)).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Option).Filter(stop)).ToHaveCountAsync(0);
        Assert.Empty(refused);
        await leaving.CancelAsync();
        await ((Task)held).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    [Fact]
    public async Task What_is_stopped_or_let_go_elsewhere_shows_at_once_and_the_palette_lets_go()
    {
        var (_, incident) = await IncidentAsync("Name a moon of Saturn.", "Rings leave");
        await using var admin = await stack.SignInAsync("admin");
        var page = admin.Page;

        // 1. A lock of an incident that is lifted on another page.
        await admin.OpenAsync($"/incidents/{incident}");
        await Expect(page.GetByTestId("incident-lock")).ToContainTextAsync("session stopped");
        await LiftAsync((string)(await stack.Api.GetAsync($"incidents/{incident}"))["locksList"]![0]!["id"]!);
        await Expect(page.GetByTestId("incident-lock")).ToContainTextAsync("session, lifted");

        // 2. A person is locked, and with them their skills.
        var owner = (string)(await stack.Api.GetAsync($"skills/{stack.Skill("crm-export").Id}"))["owner"]!["id"]!;
        await admin.OpenAsync("/");
        var stopped = page.GetByTestId("tile-stopped");
        await Expect(stopped).ToHaveTextAsync(new Regex("^0"));
        var put = await stack.Api.PostAsync("locks", new() { ["kind"] = "person", ["targetId"] = owner, ["reason"] = "Their keys were found", ["liftableBy"] = "admins" });
        await Expect(stopped).ToHaveTextAsync(new Regex("^1"));
        await LiftAsync((string)put["id"]!);
        await Expect(stopped).ToHaveTextAsync(new Regex("^0"));

        // 3. What the palette resumes is resumed by the same key.
        var skill = stack.Skill("report-writer").Id;
        await stack.Api.PostAsync($"skills/{skill}/stop", new() { ["reason"] = "It writes to the moon" });
        await Expect(stopped).ToHaveTextAsync(new Regex("^1"));
        await page.Keyboard.PressAsync("Control+k");
        await page.GetByTestId("palette-input").FillAsync("resume skill report-writer");
        await Expect(page.GetByRole(AriaRole.Option).Filter(new() { HasText = "Resume skill report-writer" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByTestId("resume-skill")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByTestId("stop-skill")).ToBeVisibleAsync();
    }

    private static async Task ShowAsync(Viewer viewer, Place place)
    {
        await viewer.OpenAsync(place.Path);
        await Expect(viewer.Page.GetByTestId(place.Shown).First).ToBeVisibleAsync();
    }

    private async Task LiftAsync(string id) => await stack.Api.PostAsync($"locks/{id}/lift", []);

    private async Task<Viewer> JoinAsync(Viewer admin)
    {
        await admin.OpenAsync("/settings/members");
        var link = await admin.InviteAsync("aura@contractor.example", "Aura Audit", "auditor");
        var auditor = await stack.VisitAsync("auditor");
        await auditor.Page.GotoAsync(link);
        await auditor.Page.GetByTestId("invitation-password").FillAsync(Password);
        await auditor.Page.GetByTestId("invitation-again").FillAsync(Password);
        await auditor.Page.GetByTestId("invitation-submit").ClickAsync();
        await Expect(auditor.Live).ToBeVisibleAsync();
        return auditor;
    }

    /// <summary>An incident with a session that a lock of it stops, and a member.</summary>
    private async Task<(string Session, string Incident)> IncidentAsync(string prompt, string title)
    {
        using var answer = await stack.Skill("ticket-triage").SendAsync(SkillCaller.Body(prompt), Bounded.Cancellation, session: prompt);
        var session = answer.EnsureSuccessStatusCode().Headers.GetValues("saasgate-session-id").Single();
        await Bounded.UntilAsync(async () => (await stack.Api.GetAsync("sessions?limit=100"))["items"]!.AsArray().Any(one => (string?)one!["id"] == session));
        var incident = (string)(await stack.Api.PostAsync("incidents", new() { ["title"] = title, ["severity"] = "high", ["sessionIds"] = new JsonArray(session) }))["id"]!;
        var rosa = (await stack.Api.GetAsync("members?limit=100"))["items"]!.AsArray().Single(one => (string?)one!["displayName"] == "Rosa Marin")!;
        await stack.Api.PostAsync($"incidents/{incident}/members", new() { ["userId"] = (string)rosa["id"]! });
        await stack.Api.PostAsync($"incidents/{incident}/locks", new() { ["kind"] = "session", ["targetId"] = session, ["reason"] = title });
        return (session, incident);
    }

    /// <summary>A channel where nobody answers, so that what it is told waits.</summary>
    private async Task<string> ChannelAsync() => (string)(await stack.Api.PostAsync("channels", new()
    {
        ["name"] = "Moon watch",
        ["kind"] = "webhook",
        ["settings"] = new JsonObject { ["address"] = "https://localhost:9/hook" },
        ["secrets"] = new JsonObject { ["signingSecret"] = "a-secret-of-the-receiver" },
        ["events"] = new JsonArray("approvals"),
        ["leastSeverity"] = "low",
        ["labels"] = new JsonArray(),
        ["rules"] = new JsonArray(),
        ["namedOnly"] = false,
        ["detail"] = "names",
    }))["id"]!;

    private async Task<string> WaitingAsync()
    {
        JsonArray waiting = [];
        await Bounded.UntilAsync(async () => (waiting = (await stack.Api.GetAsync("approvals?state=waiting"))["items"]!.AsArray()).Count == 1);
        return (string)waiting[0]!["id"]!;
    }

    /// <summary>A page, what it shows to whoever looks, and what it offers to whoever acts.</summary>
    private sealed record Place(string Path, string Shown, params string[] Controls);
}
