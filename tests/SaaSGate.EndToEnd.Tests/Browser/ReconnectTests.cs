using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SaaSGate.TestKit;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SaaSGate.EndToEnd.Tests.Browser;

/// <summary>A browser that loses its connection says so, and catches up without gap or repeat when it is back.</summary>
public sealed partial class ReconnectTests(DemoStack stack) : IClassFixture<DemoStack>
{
    private static readonly string[] Meanwhile = ["Name the capital of Norway.", "Name the capital of Peru.", "Name the capital of Chad.", "Name the capital of Fiji."];

    [Fact]
    public async Task Says_that_what_is_shown_may_be_old_and_catches_up_without_a_reload()
    {
        await using var acme = await stack.SignInAsync("reviewer");
        await using var northwind = await stack.SignInAsync("partner");
        var triage = stack.Skill("ticket-triage");
        var sessions = acme.Page;
        await acme.HoldConnectionsAsync();
        await acme.OpenAsync("/sessions");
        (await triage.SendAsync(SkillCaller.Body("Name the capital of Mali."), Bounded.Cancellation, session: "mali")).Dispose();
        await Expect(Row(sessions, "Name the capital of Mali.")).ToHaveCountAsync(1);
        var first = triage.SendAsync(SkillCaller.Body("Export all tickets of January."), Bounded.Cancellation);
        var approvals = await acme.AnotherAsync("/approvals");
        await Expect(approvals.GetByTestId("approve")).ToHaveAttributeAsync("aria-disabled", "false");
        foreach (var page in new[] { sessions, approvals })
            await page.EvaluateAsync("window.notReloaded = true");

        // 1. The connection is gone: old data is grey, and what needs fresh data says so.
        await acme.CutAsync();
        foreach (var page in new[] { sessions, approvals })
        {
            await Expect(page.GetByTestId("live-dot")).ToHaveAttributeAsync("data-state", NotLive());
            await Expect(page.GetByTestId("main")).ToHaveCSSAsync("filter", "grayscale(1)");
            await Expect(page.GetByTestId("live-dot")).ToContainTextAsync("stale since");
        }
        await Expect(approvals.GetByTestId("approve")).ToHaveAttributeAsync("aria-disabled", "true");
        await approvals.GetByTestId("approve").HoverAsync();
        await Expect(approvals.GetByRole(AriaRole.Tooltip)).ToContainTextAsync("Not connected: what you see may be old.");
        await acme.ShotAsync("reconnect-stale-approvals", approvals);
        await acme.ShotAsync("reconnect-stale-sessions");

        // 2. Life goes on.
        foreach (var prompt in Meanwhile)
            (await triage.SendAsync(SkillCaller.Body(prompt), Bounded.Cancellation, session: prompt)).Dispose();
        var second = triage.SendAsync(SkillCaller.Body("Export all tickets of February."), Bounded.Cancellation);
        await northwind.OpenAsync("/approvals");
        await Approval(northwind.Page, "tickets of January").ClickAsync();
        await northwind.Page.GetByTestId("deny").ClickAsync();
        (await first).Dispose();
        await Expect(Approval(northwind.Page, "tickets of February")).ToHaveCountAsync(1);
        await Expect(Row(sessions, Meanwhile[0])).ToHaveCountAsync(0);

        // 3. It is back: all is there, once.
        await acme.MendAsync();
        foreach (var page in new[] { sessions, approvals })
        {
            await Expect(page.GetByTestId("live-dot")).ToHaveAttributeAsync("data-state", "live");
            await Expect(page.GetByTestId("main")).ToHaveCSSAsync("filter", "none");
        }
        foreach (var prompt in Meanwhile.Prepend("Name the capital of Mali."))
            await Expect(Row(sessions, prompt)).ToHaveCountAsync(1);
        await Expect(Approval(approvals, "tickets of January").And(approvals.Locator("[data-state=denied]"))).ToHaveCountAsync(1);
        await Expect(Approval(approvals, "tickets of February").And(approvals.Locator("[data-state=pending]"))).ToHaveCountAsync(1);
        foreach (var page in new[] { sessions, approvals })
            Assert.True(await page.EvaluateAsync<bool>("window.notReloaded"));
        await acme.ShotAsync("reconnect-back-approvals", approvals);
        await acme.ShotAsync("reconnect-back-sessions");

        // 4. And it acts again.
        await Approval(approvals, "tickets of February").ClickAsync();
        await approvals.GetByTestId("deny").ClickAsync();
        await Expect(approvals.GetByTestId("decision-result")).ToContainTextAsync("Denied");
        (await second).Dispose();
    }

    [Fact]
    public async Task Comes_back_by_itself_when_only_the_feed_could_not_be_read()
    {
        await using var acme = await stack.SignInAsync("reviewer");
        await acme.OpenAsync("/sessions");
        await acme.Page.RouteAsync("**/api/v1/feed?**", route => route.FulfillAsync(new() { Status = 503 }));

        // The hub stays, and the page looks into the feed now and then.
        await Expect(acme.Page.GetByTestId("live-dot")).ToHaveAttributeAsync("data-state", NotLive());
        await acme.Page.UnrouteAsync("**/api/v1/feed?**");

        await Expect(acme.Live).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Sounds_once_for_all_that_began_to_wait_meanwhile_and_not_for_what_has_ended()
    {
        await using var acme = await stack.SignInAsync("reviewer");
        var page = acme.Page;
        await page.AddInitScriptAsync("window.chimes = 0; window.AudioContext = class extends AudioContext { constructor() { super(); window.chimes++; } };");
        await acme.HoldConnectionsAsync();
        await acme.OpenAsync("/settings/notifications");
        await page.GetByTestId("personal-sound").ClickAsync(new() { Force = true });
        await Expect(page.GetByTestId("personal-sound")).ToBeCheckedAsync();
        await Expect(page.GetByTestId("personal-sound")).ToBeEnabledAsync();
        var triage = stack.Skill("ticket-triage");
        var first = triage.SendAsync(SkillCaller.Body("Export all tickets of Monday."), Bounded.Cancellation);
        await page.WaitForFunctionAsync("window.chimes === 1");

        await acme.CutAsync();
        await Expect(page.GetByTestId("live-dot")).ToHaveAttributeAsync("data-state", NotLive());
        var others = new[] { "Tuesday", "Wednesday", "Thursday" }.Select(day => triage.SendAsync(SkillCaller.Body($"Export all tickets of {day}."), Bounded.Cancellation)).ToList();
        await stack.Api.DecideAsync("tickets of Monday", "deny");
        await stack.Api.DecideAsync("tickets of Tuesday", "deny");
        await Bounded.UntilAsync(async () => (await stack.Api.GetAsync("approvals?state=waiting"))["items"]!.AsArray().Count == 2);
        await acme.MendAsync();
        await Expect(acme.Live).ToBeVisibleAsync();
        Assert.Equal(2, await page.EvaluateAsync<int>("window.chimes"));

        // What ended while it was away makes no sound.
        await acme.CutAsync();
        await Expect(page.GetByTestId("live-dot")).ToHaveAttributeAsync("data-state", NotLive());
        foreach (var day in new[] { "Wednesday", "Thursday" })
            await stack.Api.DecideAsync($"tickets of {day}", "deny");
        var last = triage.SendAsync(SkillCaller.Body("Export all tickets of Friday."), Bounded.Cancellation);
        await stack.Api.DecideAsync("tickets of Friday", "deny");
        await acme.MendAsync();
        await Expect(acme.Live).ToBeVisibleAsync();
        Assert.Equal(2, await page.EvaluateAsync<int>("window.chimes"));
        foreach (var answer in others.Prepend(first).Append(last))
            (await answer).Dispose();
    }

    private static ILocator Row(IPage page, string prompt) => page.GetByTestId("session-row").Filter(new() { HasText = prompt });

    private static ILocator Approval(IPage page, string prompt) => page.GetByTestId("approval-row").Filter(new() { HasText = prompt });

    [GeneratedRegex("^(reconnecting|stale)$")]
    private static partial Regex NotLive();
}
