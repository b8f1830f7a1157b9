using System.Globalization;
using Microsoft.Playwright;
using Npgsql;
using SaaSGate.TestKit;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SaaSGate.EndToEnd.Tests.Browser;

/// <summary>What people do with recordings beside reading them: find them by size and cost, say how long they are kept, have others told.</summary>
[Collection(DemoCollection.Name)]
public sealed class RecordPagesTests(DemoStack stack)
{
    [Fact]
    public async Task Finds_turns_by_tool_input_size_tokens_and_cost()
    {
        var (_, turn) = await AskAsync("ticket-triage", "[[sim: text=\"The tapir is grey.\"]] What colour is a tapir?");
        await using var viewer = await stack.SignInAsync("reviewer");
        var page = viewer.Page;
        await viewer.OpenAsync("/search?q=tapir");
        await Expect(viewer.ById("search-hit", turn)).ToBeVisibleAsync();
        await page.GetByTestId("search-more").ClickAsync();
        await page.GetByTestId("limit-minTokens").FillAsync("1");
        await page.GetByTestId("limit-maxCost").FillAsync("0.5");
        await page.GetByTestId("limit-maxCost").PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("minTokens=1&maxCost=500000|maxCost=500000.*minTokens=1"));
        await Expect(viewer.ById("search-hit", turn)).ToContainTextAsync("$0.00");
        await viewer.LookAsync("search-limits");
        await page.GetByTestId("limit-minBytes").FillAsync("1000");
        await page.GetByTestId("limit-minBytes").PressAsync("Enter");
        await Expect(page.GetByText("Nothing was found")).ToBeVisibleAsync();
        await page.GetByTestId("limit-minBytes").FillAsync("");
        await page.GetByTestId("limit-minBytes").PressAsync("Enter");
        await Expect(viewer.ById("search-hit", turn)).ToBeVisibleAsync();
        await page.GetByTestId("search-tool-input").FillAsync("tapir");
        await page.GetByTestId("search-tool-input").PressAsync("Enter");
        await Expect(page.GetByText("Nothing was found")).ToBeVisibleAsync();
    }

    /// <summary>What is typed is found without Enter; what was found is narrowed, kept under a name, taken away and gathered in an incident.</summary>
    [Fact]
    public async Task What_is_typed_is_found_narrowed_kept_and_made_an_incident()
    {
        var (session, turn) = await AskAsync("ticket-triage", "[[sim: text=\"The okapi is striped.\"]] What does an okapi look like?");
        await using var viewer = await stack.SignInAsync("admin");
        var page = viewer.Page;
        await viewer.OpenAsync("/search");
        await page.GetByTestId("search-input").PressSequentiallyAsync("okapi");
        await Expect(viewer.ById("search-hit", turn)).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { NameRegex = new("^ticket-triage") }).CheckAsync();
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("q=okapi.*skill=|skill=.*q=okapi"));
        await Expect(viewer.ById("search-hit", turn)).ToBeVisibleAsync();

        await page.GetByTestId("save-search").ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Animals");
        await page.GetByLabel("Name", new() { Exact = true }).PressAsync("Enter");
        var saved = page.GetByTestId("saved-search").Filter(new() { HasText = "Animals" });
        await Expect(saved).ToBeVisibleAsync();
        await page.GetByTestId("search-input").FillAsync("nothing at all like it");
        await page.GetByTestId("search-input").PressAsync("Enter");
        await Expect(viewer.ById("search-hit", turn)).ToHaveCountAsync(0);
        await saved.ClickAsync();
        await Expect(viewer.ById("search-hit", turn)).ToBeVisibleAsync();

        var table = await page.RunAndWaitForDownloadAsync(() => page.GetByTestId("search-csv").ClickAsync());
        Assert.Contains(turn, await File.ReadAllTextAsync(await table.PathAsync(), Bounded.Cancellation), StringComparison.Ordinal);

        await page.GetByTestId("open-incident").ClickAsync();
        await viewer.ShotAsync("search-incident");
        await page.GetByTestId("open-incident-submit").ClickAsync();
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/incidents/inc_"));
        await Expect(page.GetByText("okapi; skill: ").First).ToBeVisibleAsync();
        await Expect(page.Locator($"a[href*='{session}']").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_shorter_retention_tells_what_it_deletes_and_is_saved()
    {
        var (session, turn) = await AskAsync("ticket-triage", "Who delivers on Sundays?");
        await using var viewer = await stack.SignInAsync("admin");
        var page = viewer.Page;
        await viewer.OpenAsync($"/sessions/{session}");
        await Expect(viewer.ById("exchange", turn)).ToBeVisibleAsync();
        await using (var database = NpgsqlDataSource.Create(stack.Postgres))
        await using (var older = database.CreateCommand("update tenant.exchanges set started_at = started_at - interval '10 days' where id = $1 and outcome is not null"))
        {
            older.Parameters.Add(new() { Value = turn });
            Assert.Equal(1, await older.ExecuteNonQueryAsync(Bounded.Cancellation));
        }

        await viewer.OpenAsync("/settings/retention");
        var bodies = page.GetByLabel("Organisation: days of bodies");
        await bodies.FillAsync("5");
        await page.GetByTestId("retention-save").ClickAsync();
        await Expect(page.GetByTestId("retention-preview")).ToContainTextAsync("Deletes the bodies of 1 exchange, in 1 session.");
        await viewer.LookAsync("retention-preview");
        await page.GetByTestId("retention-confirm").ClickAsync();
        await Expect(page.GetByTestId("retention-preview")).ToHaveCountAsync(0);
        await Expect(page.GetByTestId("retention-saved")).ToContainTextAsync("Ada");
        await viewer.OpenAsync("/settings/retention");
        await Expect(bodies).ToHaveValueAsync("5");
    }

    [Fact]
    public async Task A_receiver_is_told_what_happens_and_the_page_shows_how_far_it_is()
    {
        await using var receiver = await HttpsReceiver.StartAsync(Bounded.Cancellation);
        await using var viewer = await stack.SignInAsync("admin");
        var page = viewer.Page;
        await viewer.OpenAsync("/settings/exports");
        await page.GetByTestId("new-export").ClickAsync();
        await page.GetByLabel("Name").FillAsync("Our SIEM");
        await page.GetByLabel("Address").FillAsync(receiver.At("/events").AbsoluteUri);
        await page.GetByLabel("Secret that signs").FillAsync("a-secret-of-the-receiver");
        await page.GetByLabel("Certificate authority").FillAsync(receiver.Authority);
        await viewer.ShotAsync("export-new");
        await page.GetByTestId("new-export-submit").ClickAsync();
        var sink = page.GetByTestId("export-sink");
        await Expect(sink).ToContainTextAsync("Our SIEM");
        await page.GetByTestId("export-test").ClickAsync();
        await Expect(sink).ToContainTextAsync("test: taken");

        var before = await SentAsync(sink);
        var (_, turn) = await AskAsync("ticket-triage", "Which orders are late?");
        await Expect(sink.And(page.Locator($":not([data-sent='{before}'])"))).ToHaveCountAsync(1);
        await Expect(sink).ToHaveAttributeAsync("data-behind", "0");
        await Bounded.UntilAsync(() => receiver.Posts.Any(post => post.Text.Contains(turn, StringComparison.Ordinal)));
        Assert.True(long.Parse(await SentAsync(sink), CultureInfo.InvariantCulture) > long.Parse(before, CultureInfo.InvariantCulture));
        await viewer.LookAsync("exports");
        await page.GetByTestId("export-remove").ClickAsync();
        await page.GetByTestId("export-remove-confirm").ClickAsync();
        await Expect(sink).ToHaveCountAsync(0);
    }

    private static async Task<string> SentAsync(ILocator sink) => (await sink.GetAttributeAsync("data-sent"))!;

    private async Task<(string Session, string Turn)> AskAsync(string skill, string prompt)
    {
        using var answer = await stack.Skill(skill).SendAsync(SkillCaller.Body(prompt), Bounded.Cancellation, session: prompt);
        await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(Bounded.Cancellation);
        var turn = answer.Headers.GetValues("saasgate-exchange-id").Single();
        await stack.RecordedAsync(turn);
        return (answer.Headers.GetValues("saasgate-session-id").Single(), turn);
    }
}
