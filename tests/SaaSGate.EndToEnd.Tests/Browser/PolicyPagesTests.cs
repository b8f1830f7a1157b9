using Microsoft.Playwright;
using SaaSGate.TestKit;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SaaSGate.EndToEnd.Tests.Browser;

/// <summary>The life of a policy as an administrator lives it: written, mended, tried, put in force, compared, tried on records, explained.</summary>
[Collection(DemoCollection.Name)]
public sealed class PolicyPagesTests(DemoStack stack)
{
    [Fact]
    public async Task A_policy_is_written_tried_and_put_in_force_and_its_decisions_are_explained()
    {
        await using var viewer = await stack.SignInAsync("admin");
        var page = viewer.Page;

        // 1. A draft; what is wrong with it is said at its line.
        await viewer.OpenAsync("/policies");
        await page.GetByTestId("new-policy").ClickAsync();
        await page.GetByTestId("new-policy-form").GetByLabel("Name").FillAsync("No plans");
        await viewer.ShotAsync("policy-new");
        await page.GetByTestId("new-policy-submit").ClickAsync();
        await Expect(page.GetByTestId("policy-detail").GetByRole(AriaRole.Heading, new() { Name = "No plans" })).ToBeVisibleAsync();
        await WriteAsync(page, "rules:\n  - name: no-plans\n    then: explode\n");
        await Expect(page.GetByTestId("policy-verdict")).ToContainTextAsync("error");
        await Expect(page.Locator(".cm-lint-marker-error").First).ToBeVisibleAsync();
        await viewer.ShotAsync("policy-broken");

        // 2. Mended, tried on a sample, saved and put in force.
        await WriteAsync(page, "rules:\n  - name: no-plans\n    doc: Plans stay here.\n    on: request\n    when: { text: 'secret plan' }\n    then: block\n    severity: high\n    message: Plans stay here.\n");
        await Expect(page.GetByTestId("policy-verdict")).ToHaveTextAsync("Can be put in force");
        await page.GetByLabel("Body of the request, JSON").FillAsync("""{"model":"claude-test","max_tokens":5,"messages":[{"role":"user","content":"the secret plan"}]}""");
        await page.GetByTestId("try-policy").ClickAsync();
        await Expect(page.GetByTestId("try-result")).ToContainTextAsync("Blocked");
        await page.GetByTestId("save-draft").ClickAsync();
        await Expect(page.GetByTestId("activate-version")).ToHaveTextAsync("Put version 2 in force");
        await viewer.LookAsync("policy-editor");
        await page.GetByTestId("activate-version").ClickAsync();
        await Expect(page.GetByTestId("policy-detail")).ToContainTextAsync("Version 2 in force");

        // 3. It decides at the gateway, and the session's page says why.
        var skill = stack.Skill("ticket-triage");
        string session;
        while (true)
        {
            using var answer = await skill.SendAsync(SkillCaller.Body("Tell me the secret plan."), Bounded.Cancellation, session: "policy pages");
            session = answer.Headers.GetValues("saasgate-session-id").Single();
            if ((await answer.Content.ReadAsStringAsync(Bounded.Cancellation)).Contains("no-plans", StringComparison.Ordinal))
                break;
        }

        await viewer.OpenAsync($"/sessions/{session}");
        await page.GetByTestId("exchange").Filter(new() { Has = page.GetByTestId("decision-block") }).GetByTestId("why").ClickAsync();
        await Expect(page.GetByTestId("explanation")).ToContainTextAsync("no-plans");
        await viewer.LookAsync("session-why");

        // 4. Versions beside each other, with a comment.
        await viewer.OpenAsync("/policies");
        await page.GetByTestId("policy-row").Filter(new() { HasText = "No plans" }).ClickAsync();
        await page.GetByTestId("policy-tab-versions").ClickAsync();
        await Expect(page.GetByTestId("policy-diff")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Comment" }).FillAsync("Agreed with legal.");
        await page.GetByTestId("comment-policy").ClickAsync();
        await Expect(page.GetByTestId("policy-comments")).ToContainTextAsync("Agreed with legal.");
        await viewer.LookAsync("policy-versions");

        // 5. Another draft over what is recorded.
        await page.GetByTestId("policy-tab-backtest").ClickAsync();
        await page.GetByTestId("start-backtest").ClickAsync();
        await Expect(page.GetByTestId("backtest-state")).ToHaveTextAsync("Done");
        await viewer.LookAsync("policy-backtest");
        await page.GetByTestId("policy-tab-matches").ClickAsync();
        await viewer.LookAsync("policy-matches");
        await page.GetByTestId("policy-tab-shadow").ClickAsync();
        await viewer.LookAsync("policy-shadow");
        await page.GetByTestId("policy-guide").ClickAsync();
        await Expect(page.GetByTestId("policy-guide-text")).ToBeVisibleAsync();
        await viewer.ShotAsync("policy-guide");
    }

    [Fact]
    public async Task What_somebody_writes_outlives_what_a_colleague_saves_and_is_not_left_without_a_word()
    {
        await using var viewer = await stack.SignInAsync("admin");
        var page = viewer.Page;
        var policy = await stack.Api.PostAsync("policies", new() { ["name"] = "Kept words", ["scope"] = "organisation", ["document"] = Rule("first") });
        var path = $"/policies/{(string)policy["id"]!}";
        var editor = page.Locator("[data-testid=policy-editor] .cm-content");
        await viewer.OpenAsync(path);
        await WriteAsync(page, Rule("mine"));
        await page.GetByLabel("What changes").FillAsync("As legal asked.");

        // 1. A colleague saves a draft: what is written stays, and says what it began from.
        await stack.Api.PostAsync($"policies/{(string)policy["id"]!}/versions", new() { ["document"] = Rule("theirs"), ["scope"] = "organisation", ["basedOn"] = 1, ["note"] = null });
        await Expect(page.GetByTestId("policy-newer")).ToContainTextAsync("There is version 2 already. You write from version 1");
        await Expect(editor).ToContainTextAsync("mine");
        await viewer.LookAsync("policy-newer");

        // 2. The colleague's version is looked at, and what is written is still there.
        await page.GetByTestId("policy-newer-look").ClickAsync();
        await Expect(page.GetByTestId("policy-diff")).ToContainTextAsync("theirs");
        await page.GetByTestId("policy-tab-matches").ClickAsync();
        await page.GetByTestId("policy-tab-rules").ClickAsync();
        await Expect(editor).ToContainTextAsync("mine");
        await Expect(page.GetByLabel("What changes")).ToHaveValueAsync("As legal asked.");

        // 3. Whatever leads away asks first: another version, another policy, another page, and the browser.
        await page.GetByTestId("policy-version").ClickAsync();
        await page.GetByRole(AriaRole.Option, new() { NameRegex = new("^Version 2") }).ClickAsync();
        await KeepAsync();
        await viewer.ShotAsync("policy-version-kept");
        await page.GetByTestId("policy-row").Filter(new() { HasNotText = "Kept words" }).First.ClickAsync();
        await KeepAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Home" }).ClickAsync();
        await Expect(page.GetByTestId("not-saved")).ToContainTextAsync("the rules of Kept words");
        await viewer.ShotAsync("policy-not-saved");
        await KeepAsync();
        Assert.True(await BrowserAsksAsync());

        // 4. What is saved is left in silence; what is not wanted is thrown away.
        await page.GetByTestId("save-draft").ClickAsync();
        await Expect(page.GetByTestId("policy-version")).ToHaveValueAsync("Version 3, draft");
        await Expect(page.GetByTestId("policy-newer")).ToHaveCountAsync(0);
        Assert.False(await BrowserAsksAsync());
        await WriteAsync(page, Rule("unwanted"));
        await page.GetByTestId("policy-version").ClickAsync();
        await page.GetByRole(AriaRole.Option, new() { NameRegex = new("^Version 2") }).ClickAsync();
        await page.GetByTestId("throw-away").ClickAsync();
        await Expect(editor).ToContainTextAsync("theirs");
        await WriteAsync(page, Rule("unwanted"));
        await page.GetByRole(AriaRole.Link, new() { Name = "Home" }).ClickAsync();
        await page.GetByTestId("throw-away").ClickAsync();
        await Expect(page.GetByTestId("home")).ToBeVisibleAsync();

        async Task KeepAsync()
        {
            await page.GetByTestId("keep-writing").ClickAsync();
            await Expect(page.GetByTestId("not-saved")).ToHaveCountAsync(0);
            await Expect(editor).ToContainTextAsync("mine");
            Assert.Equal(path, new Uri(page.Url).AbsolutePath);
        }

        Task<bool> BrowserAsksAsync() => page.EvaluateAsync<bool>("!dispatchEvent(new Event('beforeunload', { cancelable: true }))");
    }

    private static string Rule(string name) => $"rules:\n  - name: {name}\n    on: request\n    when: {{ text: 'words that nobody writes' }}\n    then: allow\n";

    /// <summary>Writes a document in place of what stands in the editor.</summary>
    private static async Task WriteAsync(IPage page, string document)
    {
        await page.Locator("[data-testid=policy-editor] .cm-content").ClickAsync();
        await page.Keyboard.PressAsync("Control+a");
        // As a whole: typed by keys, the editor would indent and close brackets by itself.
        await page.Keyboard.InsertTextAsync(document);
    }
}
