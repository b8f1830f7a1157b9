using System.Net;
using Microsoft.Playwright;
using SaaSGate.TestKit;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SaaSGate.EndToEnd.Tests.Browser;

/// <summary>The portal without a mouse.</summary>
public sealed class KeyboardTests(DemoStack stack) : IClassFixture<DemoStack>
{
    [Fact]
    public async Task Moves_through_the_inbox_and_decides()
    {
        await using var acme = await stack.SignInAsync("reviewer");
        var page = acme.Page;
        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("a");
        await Expect(page.GetByTestId("empty")).ToContainTextAsync("Nothing waits");
        var skill = stack.Skill("ticket-triage");
        var march = skill.SendAsync(SkillCaller.Body("Export all tickets of March."), Bounded.Cancellation);
        await Expect(Selected(page)).ToContainTextAsync("March");
        var april = skill.SendAsync(SkillCaller.Body("Export all tickets of April."), Bounded.Cancellation);
        await Expect(page.GetByTestId("approval-row")).ToHaveCountAsync(2);
        var (above, below) = (await page.GetByTestId("approval-row").First.InnerTextAsync()).Contains("March", StringComparison.Ordinal) ? ("March", "April") : ("April", "March");

        // 1. j and k move, and stay within the list.
        await page.Keyboard.PressAsync("k");
        await Expect(Selected(page)).ToContainTextAsync(above);
        await page.Keyboard.PressAsync("j");
        await Expect(Selected(page)).ToContainTextAsync(below);
        await Expect(page.GetByTestId("held-prompt")).ToContainTextAsync(below);
        await page.Keyboard.PressAsync("j");
        await Expect(Selected(page)).ToContainTextAsync(below);
        await page.Keyboard.PressAsync("k");
        await Expect(Selected(page)).ToContainTextAsync(above);
        await Expect(page.GetByTestId("held-prompt")).ToContainTextAsync(above);
        await acme.ShotAsync("keyboard-inbox");

        // 2. What is typed into the note is text; outside it a approves and d denies.
        await page.Keyboard.PressAsync("n");
        await page.Keyboard.TypeAsync("aged data");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByTestId("decision-note")).ToHaveValueAsync("aged data");
        await PressUntilDecidedAsync(page, "a");
        await Expect(page.GetByTestId("decision-result")).ToContainTextAsync("Approved");
        await page.Keyboard.PressAsync("j");
        await Expect(page.GetByTestId("held-prompt")).ToContainTextAsync(below);
        await PressUntilDecidedAsync(page, "d");
        await Expect(page.GetByTestId("decision-result")).ToContainTextAsync("Denied");

        var (approved, denied) = above == "March" ? (march, april) : (april, march);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), ((await approved).StatusCode, (await denied).StatusCode));
        await acme.ShotAsync("keyboard-decided");
    }

    [Fact]
    public async Task Opens_help_and_palette_and_sessions()
    {
        await using var acme = await stack.SignInAsync("reviewer");
        var page = acme.Page;
        foreach (var prompt in new[] { "Name a river of Norway.", "Name a river of Peru." })
            (await stack.Skill("report-writer").SendAsync(SkillCaller.Body(prompt), Bounded.Cancellation, session: prompt)).Dispose();

        // 1. Help, by ? and away by Escape.
        await page.Keyboard.PressAsync("?");
        await Expect(page.GetByTestId("keyboard-help")).ToBeVisibleAsync();
        await acme.ShotAsync("keyboard-help");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByTestId("keyboard-help")).ToHaveCountAsync(0);

        // 2. The palette finds pages and skills; arrows choose.
        await page.Keyboard.PressAsync("Control+k");
        await Expect(page.GetByTestId("palette-input")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("crm-exp");
        await Expect(page.GetByRole(AriaRole.Option).First).ToContainTextAsync("crm-export");
        await acme.ShotAsync("keyboard-palette");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByTestId("skill-detail")).ToContainTextAsync("crm-export");

        // 3. A list is walked and its rows are opened.
        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("s");
        await Expect(page.GetByTestId("session-row").Nth(1)).ToBeVisibleAsync();
        var second = (await page.GetByTestId("session-row").Nth(1).GetAttributeAsync("data-id"))!;
        await page.Keyboard.PressAsync("j");
        await Expect(page.GetByTestId("session-row").First).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("j");
        await Expect(acme.ById("session-row", second)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByTestId("session")).ToBeVisibleAsync();
        Assert.EndsWith($"/sessions/{second}", page.Url, StringComparison.Ordinal);
    }

    private static ILocator Selected(IPage page) => page.Locator("[data-testid=approval-row][data-selected]");

    // A key that comes right after a request has come up may have been meant for the one before, and is not taken.
    private static async Task PressUntilDecidedAsync(IPage page, string key)
    {
        var cancellation = Bounded.Cancellation;
        while (await page.GetByTestId("decision-result").CountAsync() == 0)
        {
            cancellation.ThrowIfCancellationRequested();
            await page.Keyboard.PressAsync(key);
        }
    }
}
