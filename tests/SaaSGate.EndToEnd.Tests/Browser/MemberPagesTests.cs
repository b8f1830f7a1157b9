using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SaaSGate.EndToEnd.Tests.Browser;

/// <summary>An owner makes a role and gives it; what the other person's page opens follows at once.</summary>
[Collection(DemoCollection.Name)]
public sealed class MemberPagesTests(DemoStack stack)
{
    [Fact]
    public async Task A_role_is_made_and_given_and_the_other_page_follows()
    {
        await using var owner = await stack.SignInAsync("admin");
        await using var reviewer = await stack.SignInAsync("reviewer");
        var page = owner.Page;
        var pages = reviewer.Page.GetByRole(AriaRole.Navigation, new() { Name = "Pages" });
        await Expect(pages.GetByRole(AriaRole.Link, new() { Name = "Approvals" })).ToBeVisibleAsync();
        await Expect(pages.GetByRole(AriaRole.Link, new() { Name = "Audit log" })).ToHaveCountAsync(0);

        // 1. A role by ticking what it lets people do.
        await owner.OpenAsync("/settings/roles");
        await Expect(page.GetByTestId("built-in-roles").GetByTestId("role")).ToHaveCountAsync(7);
        await page.GetByTestId("new-role").ClickAsync();
        var form = page.GetByTestId("role-form");
        await form.GetByLabel("Name").FillAsync("night-shift");
        await form.GetByLabel("What it is for").FillAsync("Watches at night, and reads what was done.");
        await form.GetByTestId("permission-audit").CheckAsync();
        await owner.ShotAsync("role-form");
        await form.GetByTestId("role-submit").ClickAsync();
        await Expect(page.GetByTestId("own-roles").GetByTestId("role")).ToContainTextAsync("night-shift");
        await owner.LookAsync("roles");

        // 2. It is given, after the page has said what that does.
        await owner.OpenAsync("/settings/members");
        await Expect(page.GetByTestId("members")).ToContainTextAsync("Rosa Marin");
        await owner.LookAsync("members");
        await page.GetByTestId("member").Filter(new() { HasText = "Rosa Marin" }).GetByTestId("edit-roles").ClickAsync();
        var roles = page.GetByTestId("member-roles");
        await roles.GetByTestId("role-night-shift").CheckAsync();
        await roles.GetByTestId("save-roles").ClickAsync();
        await Expect(roles).ToContainTextAsync("Rosa Marin gets night-shift.");
        await owner.ShotAsync("member-roles");
        await roles.GetByTestId("save-roles").ClickAsync();
        await Expect(page.GetByTestId("member").Filter(new() { HasText = "Rosa Marin" })).ToContainTextAsync("night-shift");

        // 3. The other page shows what has opened, and opens it.
        await pages.GetByRole(AriaRole.Link, new() { Name = "Audit log" }).ClickAsync();
        await Expect(reviewer.Page.GetByTestId("audit")).ToContainTextAsync("member.roles_changed");

        // 4. Nobody gives what they do not have, and no owner is the last to go.
        await reviewer.OpenAsync("/settings/members");
        await Expect(reviewer.Page.GetByTestId("edit-roles").First).ToHaveAttributeAsync("aria-disabled", "true");
        await page.GetByTestId("member").Filter(new() { HasText = "Ada Lindqvist" }).GetByTestId("edit-roles").ClickAsync();
        await roles.GetByTestId("role-owner").UncheckAsync();
        await roles.GetByTestId("save-roles").ClickAsync();
        await roles.GetByTestId("save-roles").ClickAsync();
        await Expect(roles).ToContainTextAsync("Nobody else owns this organisation");
    }
}
