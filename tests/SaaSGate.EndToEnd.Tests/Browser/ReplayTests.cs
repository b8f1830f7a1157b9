using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using SaaSGate.TestKit;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SaaSGate.EndToEnd.Tests.Browser;

/// <summary>A session is seen again as it happened, beside another, and whoever looks is named.</summary>
[Collection(DemoCollection.Name)]
public sealed class ReplayTests(DemoStack stack)
{
    // Slow enough that its replay is still playing when it is halted.
    private const string Prompt = "[[sim: delay=200ms cut=8]] Who are our customers, with e-mail?";

    [Fact]
    public async Task Plays_a_session_again_and_shows_where_it_forks()
    {
        var skill = stack.Skill("ticket-triage");
        var (session, first) = await AskAsync(skill, "fork", ("user", Prompt));
        await AskAsync(skill, "fork", ("user", Prompt), ("assistant", "Done."), ("user", "And who pays?"));
        await AskAsync(skill, "fork", ("user", Prompt), ("assistant", "Done."), ("user", "And who delivers?"));
        var (other, _) = await AskAsync(skill, "other run", ("user", "Which of the orders still wait?"));
        await using var viewer = await stack.SignInAsync("admin");
        var page = viewer.Page;
        await viewer.OpenAsync($"/sessions/{session}");
        var exchanges = page.GetByTestId("exchange");

        // 1. The whole, with its fork.
        await Expect(exchanges).ToHaveCountAsync(3);
        await Expect(page.GetByTestId("fork")).ToHaveTextAsync("Forks from exchange 1");
        var found = exchanges.First.Locator("[data-label]");
        await Expect(page.GetByTestId("response-findings").First).ToBeVisibleAsync();
        await Expect(found.Nth(5)).ToBeVisibleAsync();
        var all = await found.CountAsync();
        await Expect(page.GetByTestId("viewers")).ToContainTextAsync("Ada");

        // 2. From the beginning to the first finding: the answer stands still just behind it.
        await page.Keyboard.PressAsync("Space");
        await Expect(page.Locator("[data-testid=player][data-playing]")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Space");
        var track = page.GetByRole(AriaRole.Slider);
        await track.ClickAsync(new() { Position = new() { X = 1, Y = 16 } });
        await Expect(exchanges).ToHaveCountAsync(1);
        await Expect(found).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(found).ToHaveCountAsync(1);
        await viewer.ShotAsync("replay-finding");

        // 3. Turn by turn, and out of it again.
        await page.Keyboard.PressAsync("Shift+ArrowRight");
        await Expect(exchanges).ToHaveCountAsync(2);
        await Expect(found).ToHaveCountAsync(all);
        await page.Keyboard.PressAsync("Shift+ArrowRight");
        await Expect(exchanges).ToHaveCountAsync(3);
        await page.Keyboard.PressAsync("Shift+ArrowLeft");
        await Expect(exchanges).ToHaveCountAsync(2);
        await page.Keyboard.PressAsync("Escape");
        await Expect(exchanges).ToHaveCountAsync(3);
        await Expect(page.GetByTestId("player")).ToHaveCountAsync(0);

        // 4. What went over the wire, and a link to one exchange.
        await exchanges.First.GetByTestId("raw").ClickAsync();
        await Expect(page.GetByTestId("raw-events")).ToContainTextAsync("event: message_start");
        await viewer.ShotAsync("replay-raw");
        await viewer.OpenAsync($"/sessions/{session}?turn={first}");
        await Expect(viewer.ById("exchange", first)).ToBeInViewportAsync();

        // 5. Beside another session of the same skill.
        await page.GetByTestId("compare").ClickAsync();
        await page.GetByRole(AriaRole.Menuitem).Filter(new() { HasText = "Which of the orders still wait?" }).ClickAsync();
        await Expect(page.GetByTestId("beside").GetByTestId("exchange")).ToHaveCountAsync(1);
        Assert.Contains(other, page.Url, StringComparison.Ordinal);
        await viewer.ShotAsync("replay-beside");
    }

    private static async Task<(string Session, string Exchange)> AskAsync(SkillCaller skill, string session, params (string Role, string Text)[] turns)
    {
        var body = new JsonObject
        {
            ["model"] = "claude-sonnet-4-5",
            ["max_tokens"] = 4096,
            ["stream"] = true,
            ["messages"] = new JsonArray([.. turns.Select(turn => new JsonObject { ["role"] = turn.Role, ["content"] = turn.Text })]),
        };
        using var answer = await skill.SendAsync(Encoding.UTF8.GetBytes(body.ToJsonString()), Bounded.Cancellation, session);
        await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(Bounded.Cancellation);
        return (answer.Headers.GetValues("saasgate-session-id").Single(), answer.Headers.GetValues("saasgate-exchange-id").Single());
    }
}
