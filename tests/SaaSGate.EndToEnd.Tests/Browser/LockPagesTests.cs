using System.Text.RegularExpressions;
using SaaSGate.TestKit;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SaaSGate.EndToEnd.Tests.Browser;

/// <summary>Locks and credentials, as an admin meets them in the portal, with skills calling behind it.</summary>
[Collection(DemoCollection.Name)]
public sealed class LockPagesTests(DemoStack stack)
{
    private static CancellationToken Cancellation => Bounded.Cancellation;

    [Fact]
    public async Task A_lock_cuts_what_flows_shows_what_it_did_and_is_lifted()
    {
        var skill = stack.Skill("ticket-triage");
        using var answer = await skill.SendAsync(SkillCaller.Body("[[sim: deltas=100000 delay=50ms]]", stream: true), Cancellation);
        using var stream = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancellation));
        await stream.ReadLineAsync(Cancellation);
        await using var viewer = await stack.SignInAsync("admin");
        var page = viewer.Page;

        // 1. From the skill's page, where it is chosen already.
        await viewer.OpenAsync($"/skills/{skill.Id}");
        await viewer.LookAsync("skill-acts");
        await page.GetByTestId("lock-skill").ClickAsync();
        await Expect(page.GetByTestId("new-lock")).ToBeVisibleAsync();
        await Expect(page.GetByTestId("lock-target")).ToHaveValueAsync("ticket-triage");
        await page.GetByTestId("lock-reason").FillAsync("It writes to strangers");
        await viewer.LookAsync("locks-new");
        await page.GetByTestId("lock-confirm").ClickAsync();

        // 2. The stream says so, and the lock what it did.
        var rest = await stream.ReadToEndAsync(Cancellation);
        var row = page.GetByTestId("lock").Filter(new() { HasText = "It writes to strangers" });
        var id = (await row.GetAttributeAsync("data-id"))!;
        Assert.Contains($"\"lock\":\"{id}\"", rest, StringComparison.Ordinal);
        await Expect(row.GetByTestId("lock-effect")).ToContainTextAsync(new Regex("in force after .*1 call cut"));
        using (var refused = await skill.SendAsync(SkillCaller.Body("Hello"), Cancellation))
            Assert.Contains(id, await refused.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        await viewer.LookAsync("locks");

        // 3. Lifted, it calls again.
        await row.GetByTestId("lift-lock").ClickAsync();
        await Expect(row).ToHaveCountAsync(0);
        await Bounded.UntilAsync(async () =>
        {
            using var again = await skill.SendAsync(SkillCaller.Body("Hello"), Cancellation);
            return again.IsSuccessStatusCode;
        });
        await page.GetByText("Lifted", new() { Exact = true }).First.ClickAsync();
        await Expect(row).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_credential_is_checked_replaced_and_the_old_one_dropped()
    {
        await using var viewer = await stack.SignInAsync("admin");
        var page = viewer.Page;
        await viewer.OpenAsync("/connections");
        await page.GetByTestId("open-credential").First.ClickAsync();
        await page.GetByTestId("check-credential").ClickAsync();
        await Expect(page.GetByTestId("credential-current")).ToContainTextAsync("accepted");
        await page.GetByTestId("new-credential").FillAsync("sk-ant-simulator-fresh-9999");
        await page.GetByTestId("rotate-credential").ClickAsync();
        await Expect(page.GetByTestId("credential-current")).ToContainTextAsync("9999");
        await Expect(page.GetByTestId("credential-previous")).ToBeVisibleAsync();
        await viewer.LookAsync("credential");
        await page.GetByTestId("drop-credential").ClickAsync();
        await page.GetByTestId("drop-credential-confirm").ClickAsync();
        await Expect(page.GetByTestId("credential-previous")).ToHaveCountAsync(0);
        Assert.DoesNotContain("sk-ant-simulator-fresh", await page.ContentAsync(), StringComparison.Ordinal);
    }
}
