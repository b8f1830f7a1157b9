using System.Net;
using Microsoft.Playwright;
using Npgsql;
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
        await GoAsync(page, "a", "/approvals");
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
    public async Task Goes_on_to_what_waits_next()
    {
        await using var acme = await stack.SignInAsync("reviewer");
        var page = acme.Page;
        var held = Hold("May", "June", "July");
        await acme.OpenAsync("/approvals");
        var rows = page.GetByTestId("approval-row");
        await Expect(rows).ToHaveCountAsync(3);
        await Expect(page.GetByTestId("tab-waiting")).ToHaveTextAsync("Waiting 3");

        // 1. What ends soonest is what was held first; the address says so.
        var newest = await IdsAsync(rows);
        await page.GetByTestId("order-ending").ClickAsync();
        await Expect(rows.First).ToHaveAttributeAsync("data-id", newest[^1]);
        Assert.Equal(newest.Reverse(), await IdsAsync(rows));
        await acme.LookAsync("approvals-ending");
        await page.ReloadAsync();
        await Expect(rows.First).ToHaveAttributeAsync("data-id", newest[^1]);

        // 2. From what is decided Enter goes to what waits, whichever row was chosen, until nothing does.
        await rows.First.ClickAsync();
        foreach (var (id, left) in newest.Reverse().Zip([2, 1, 0]))
        {
            await Expect(acme.ById("approval-detail", id)).ToHaveAttributeAsync("data-state", "pending");
            await Expect(page.GetByTestId("next-waiting")).ToHaveCountAsync(0);
            await PressUntilDecidedAsync(page, "d");
            await Expect(page.GetByTestId("next-waiting")).ToHaveCountAsync(left == 0 ? 0 : 1);
            if (left == 0)
                break;
            await Expect(page.GetByTestId("next-waiting")).ToBeFocusedAsync();
            if (left == 2)
                await acme.LookAsync("approval-next");
            await page.Keyboard.PressAsync("Enter");
        }

        // 3. A row that is open already and has the focus leaves Enter to the page.
        var more = Hold("August", "September");
        await Expect(rows.And(page.Locator("[data-state=pending]"))).ToHaveCountAsync(2);
        await Expect(page.GetByTestId("next-waiting")).ToBeFocusedAsync();
        await acme.ById("approval-row", newest[0]).ClickAsync();
        await Expect(acme.ById("approval-detail", newest[0])).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("[data-testid=approval-detail][data-state=pending]")).ToBeVisibleAsync();
        Assert.Contains("order=ending", page.Url, StringComparison.Ordinal);
        await PressUntilDecidedAsync(page, "d");
        await page.GetByTestId("next-waiting").ClickAsync();
        await Expect(page.Locator("[data-testid=approval-detail][data-state=pending]")).ToBeVisibleAsync();
        await PressUntilDecidedAsync(page, "d");
        foreach (var call in held.Concat(more))
            Assert.Equal(HttpStatusCode.Forbidden, (await call).StatusCode);
    }

    [Fact]
    public async Task Loses_no_words_and_says_what_failed()
    {
        await using var acme = await stack.SignInAsync("reviewer");
        var page = acme.Page;
        var held = Hold("October", "November");
        await acme.OpenAsync("/approvals");
        var rows = page.GetByTestId("approval-row");
        await Expect(rows).ToHaveCountAsync(2);
        var ids = await IdsAsync(rows);
        await rows.First.ClickAsync();
        await Expect(acme.ById("approval-detail", ids[0])).ToBeVisibleAsync();

        // 1. A question that is begun is there again, behind other parts and other requests.
        await page.Keyboard.PressAsync("q");
        await page.GetByTestId("thread-text").FillAsync("Which tickets are");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("1");
        await Expect(page.GetByTestId("thread-text")).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("j");
        await Expect(acme.ById("approval-detail", ids[1])).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("4");
        await Expect(page.GetByTestId("thread-text")).ToHaveValueAsync("");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("k");
        await Expect(acme.ById("approval-detail", ids[0])).ToBeVisibleAsync();
        await Expect(page.GetByTestId("thread-text")).ToHaveValueAsync("Which tickets are");
        await page.GetByTestId("thread-send").ClickAsync();
        await Expect(page.GetByTestId("thread")).ToContainTextAsync("Which tickets are");
        await Expect(page.GetByTestId("thread-text")).ToHaveValueAsync("");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("1");

        // 2. A note is there again when the decision is refused.
        await using (var database = NpgsqlDataSource.Create(stack.Postgres))
        await using (var command = database.CreateCommand("update tenant.approvals set view_digest = sha256('another view') where id = $1"))
        {
            command.Parameters.AddWithValue(ids[0]);
            Assert.Equal(1, await command.ExecuteNonQueryAsync(Bounded.Cancellation));
        }
        await page.GetByTestId("decision-note").FillAsync("Not without a ticket");
        await page.GetByTestId("deny").ClickAsync();
        await Expect(page.Locator("[data-testid=problem][data-code=view_changed]")).ToBeVisibleAsync();
        await Expect(page.GetByTestId("decision-note")).ToHaveValueAsync("Not without a ticket");
        await acme.LookAsync("approval-refused");

        // 3. Choosing what is alike says when it fails, and can be tried again.
        await page.RouteAsync("**/api/v1/approvals?*like=*", route => route.AbortAsync());
        await page.GetByTestId("decision-note").FocusAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("Shift+L");
        await Expect(page.Locator("[data-testid=problem]")).ToHaveCountAsync(2);
        await page.UnrouteAsync("**/api/v1/approvals?*like=*");
        await page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Expect(page.GetByTestId("bulk-count")).ToHaveTextAsync("2 chosen");
        await Expect(page.Locator("[data-testid=problem]")).ToHaveCountAsync(1);
        await page.GetByTestId("deny").ClickAsync();
        await Expect(page.GetByTestId("decision-result")).ToContainTextAsync("Not without a ticket");
        await Expect(page.GetByTestId("next-waiting")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByTestId("decision-note")).ToHaveValueAsync("");
        await page.GetByTestId("deny").ClickAsync();
        foreach (var call in held)
            Assert.Equal(HttpStatusCode.Forbidden, (await call).StatusCode);
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
        await Expect(page.GetByTestId("keyboard-help")).ToContainTextAsync("Next waiting, after a decision");
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
        await GoAsync(page, "s", "/sessions");
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

    private List<Task<HttpResponseMessage>> Hold(params string[] months) =>
        [.. months.Select(month => stack.Skill("ticket-triage").SendAsync(SkillCaller.Body($"Export all tickets of {month}."), Bounded.Cancellation))];

    private static async Task<string[]> IdsAsync(ILocator rows) => [.. await rows.EvaluateAllAsync<string[]>("rows => rows.map(row => row.dataset.id)")];

    private static ILocator Selected(IPage page) => page.Locator("[data-testid=approval-row][data-selected]");

    // Two keys count as a pair only when they come within a second.
    private static async Task GoAsync(IPage page, string key, string path)
    {
        var cancellation = Bounded.Cancellation;
        while (!(await page.EvaluateAsync<string>("location.pathname")).StartsWith(path, StringComparison.Ordinal))
        {
            cancellation.ThrowIfCancellationRequested();
            await page.Keyboard.PressAsync("g");
            await page.Keyboard.PressAsync(key);
        }
    }

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
