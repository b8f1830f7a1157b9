using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SaaSGate.EndToEnd.Tests.Browser;

/// <summary>Who runs SaaSGate without Stripe meets no billing.</summary>
[Collection(DemoCollection.Name)]
public sealed class BillingOffTests(DemoStack stack)
{
    [Fact]
    public async Task Nothing_leads_to_billing_and_its_page_says_that_it_is_off()
    {
        await using var admin = await stack.SignInAsync("admin");
        var page = admin.Page;
        await admin.OpenAsync("/settings/retention");
        await Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "Pages" })).ToContainTextAsync("Retention");
        await Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "Pages" })).Not.ToContainTextAsync("Billing");
        await Expect(page.GetByTestId("retention-form")).ToBeVisibleAsync();
        await Expect(page.GetByTestId("retention-plan")).ToHaveCountAsync(0);

        await admin.OpenAsync("/settings/billing");
        await Expect(page.GetByTestId("empty")).ToContainTextAsync("Billing is off");
        await Expect(page.GetByTestId("billing-plan")).ToHaveCountAsync(0);
        await admin.ShotAsync("billing-off");

        await admin.OpenAsync("/skills");
        await Expect(page.GetByTestId("skill-row").First).ToBeVisibleAsync();
        await Expect(page.GetByTestId("skill-row").Filter(new() { HasText = "Read-only" })).ToHaveCountAsync(0);
    }
}
