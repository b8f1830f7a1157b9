using Microsoft.Playwright;
using SaaSGate.TestKit;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SaaSGate.EndToEnd.Tests.Browser;

/// <summary>Leaving an organisation, for another one or altogether: each tab shows what is of the organisation that it names, and who cannot leave is told.</summary>
public sealed class OrganisationTests(DemoStack stack) : IClassFixture<DemoStack>
{
    private const string Prompt = "Name the river of Cairo.";

    [Fact]
    public async Task Another_tab_follows_into_the_other_organisation_and_who_cannot_leave_is_told()
    {
        // 1. The partner's reviewer joins acme with the account that there is.
        await using var owner = await stack.SignInAsync("admin");
        var link = await InviteAsync(owner, "reviewer@northwind.example", "Kim Sato");
        await using var viewer = await stack.VisitAsync("partner");
        var page = viewer.Page;
        await page.GotoAsync(link);
        await page.GetByTestId("invitation-account").ClickAsync();
        await page.GetByTestId("invitation-password").FillAsync(stack.Password("partner"));
        await page.GetByTestId("invitation-submit").ClickAsync();
        await Expect(Organisation(page)).ToContainTextAsync("Acme");
        (await stack.Skill("ticket-triage").SendAsync(SkillCaller.Body(Prompt), Bounded.Cancellation, session: "cairo")).Dispose();
        var other = await viewer.AnotherAsync("/sessions");
        var row = other.GetByTestId("session-row").Filter(new() { HasText = Prompt });
        await Expect(row).ToHaveCountAsync(1);
        await other.EvaluateAsync("window.notReloaded = true");

        // 2. A switch that fails says where one still is, and is tried again; so does the palette's.
        await page.RouteAsync("**/api/v1/session/organisation", route => route.FulfillAsync(new() { Status = 503 }));
        await Organisation(page).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Northwind" }).ClickAsync();
        await Expect(page.GetByTestId("leave-failed")).ToContainTextAsync("You are still in Acme");
        await viewer.ShotAsync("switch-failed");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync("Switch to Northwind");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByTestId("leave-failed")).ToContainTextAsync("You are still in Acme");
        await page.UnrouteAsync("**/api/v1/session/organisation");
        await page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Expect(Organisation(page)).ToContainTextAsync("Northwind");

        // 3. The other tab goes along, and nothing of acme stays in it.
        await Expect(Organisation(other)).ToContainTextAsync("Northwind");
        await Expect(row).ToHaveCountAsync(0);
        await Expect(other.GetByTestId("empty")).ToBeVisibleAsync();
        Assert.True(await other.EvaluateAsync<bool>("window.notReloaded"));
        await viewer.ShotAsync("switched-elsewhere", other);

        // 4. Whoever could not sign out does not believe to be out.
        await page.RouteAsync("**/api/v1/session", route => route.Request.Method == "DELETE" ? route.FulfillAsync(new() { Status = 503 }) : route.ContinueAsync());
        await page.GetByTestId("user-menu").ClickAsync();
        await page.GetByTestId("sign-out").ClickAsync();
        await Expect(page.GetByTestId("leave-failed")).ToContainTextAsync("You are still signed in");
        await viewer.LookAsync("sign-out-failed");
        await page.UnrouteAsync("**/api/v1/session");
        await page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        foreach (var tab in new[] { page, other })
            await Expect(tab.GetByTestId("sign-in-submit")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Who_leaves_is_asked_first_about_what_is_not_saved()
    {
        await using var viewer = await stack.SignInAsync("admin");
        var page = viewer.Page;
        await viewer.OpenAsync("/policies");
        await page.GetByLabel("What changes").FillAsync("Half a sentence");

        await page.GetByTestId("user-menu").ClickAsync();
        await page.GetByTestId("sign-out").ClickAsync();
        await Expect(page.GetByTestId("not-saved")).ToBeVisibleAsync();
        await viewer.ShotAsync("sign-out-not-saved");
        await page.GetByTestId("keep-writing").ClickAsync();
        await Expect(page.GetByTestId("not-saved")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Link, new() { Name = "Connections" }).ClickAsync();
        await page.GetByTestId("keep-writing").ClickAsync();
        await Expect(page.GetByTestId("not-saved")).ToHaveCountAsync(0);
        await Expect(page.GetByLabel("What changes")).ToHaveValueAsync("Half a sentence");

        await page.GetByTestId("user-menu").ClickAsync();
        await page.GetByTestId("sign-out").ClickAsync();
        await page.GetByTestId("throw-away").ClickAsync();
        await Expect(page.GetByTestId("sign-in-submit")).ToBeVisibleAsync();
    }

    private static ILocator Organisation(IPage page) => page.GetByTestId("organisation-menu");

    private static async Task<string> InviteAsync(Viewer owner, string email, string name)
    {
        await owner.OpenAsync("/settings/members");
        await owner.Page.GetByTestId("invite-member").ClickAsync();
        var form = owner.Page.GetByTestId("invite-form");
        await form.GetByLabel("E-mail address").FillAsync(email);
        await form.GetByLabel("Name").FillAsync(name);
        await form.GetByTestId("invite-role-reviewer").CheckAsync();
        await form.GetByTestId("invite-submit").ClickAsync();
        return await owner.Page.GetByTestId("invited-link").InnerTextAsync();
    }
}
