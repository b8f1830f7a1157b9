using Microsoft.Playwright;
using SaaSGate.TestKit;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SaaSGate.EndToEnd.Tests.Browser;

/// <summary>A responder knows a leaked address, finds who saw it, and gathers what is known in an incident.</summary>
public sealed class IncidentTests(DemoStack stack) : IClassFixture<DemoStack>
{
    private const string Address = "Leaked.Customer@corp.example";

    [Fact]
    public async Task Finds_the_session_by_a_leaked_address_and_opens_an_incident_from_it()
    {
        var skill = stack.Skill("crm-export");
        using var answer = await skill.SendAsync(SkillCaller.Body($"Write to {Address} about the order."), Bounded.Cancellation);
        await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(Bounded.Cancellation);
        var (session, exchange) = (answer.Headers.GetValues("saasgate-session-id").Single(), answer.Headers.GetValues("saasgate-exchange-id").Single());
        await using var viewer = await stack.SignInAsync("admin");
        var page = viewer.Page;

        // 1. By its address, spelled otherwise: the type is guessed, and nothing of it is in the address bar.
        await page.GetByRole(AriaRole.Link, new() { Name = "Exposure" }).ClickAsync();
        await page.GetByTestId("exposure-value").FillAsync(Address.ToLowerInvariant());
        await Expect(page.GetByTestId("exposure-type")).ToHaveValueAsync("EMAIL");
        var found = viewer.ById("exposed-session", session);
        // The record follows its answer: it may not be there at once.
        await UntilAsync(async () =>
        {
            await page.GetByTestId("exposure-submit").ClickAsync();
            await Expect(found).ToBeVisibleAsync(new() { Timeout = 2_000 });
        });
        await Expect(page.GetByTestId("exposure-result")).ToContainTextAsync("1 session");
        Assert.DoesNotContain("leaked", page.Url, StringComparison.OrdinalIgnoreCase);
        await viewer.ShotAsync("exposure");

        // 2. The session, at the turn.
        await found.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(viewer.ById("exchange", exchange)).ToBeInViewportAsync();
        Assert.Contains(session, page.Url, StringComparison.Ordinal);
        Assert.Contains(exchange, page.Url, StringComparison.Ordinal);

        // 3. An incident from it, with a note and a lock.
        await page.GetByTestId("open-incident").ClickAsync();
        await page.GetByTestId("incident-title").FillAsync("Leaked customer address");
        await viewer.ShotAsync("incident-open");
        await page.GetByTestId("open-incident-submit").ClickAsync();
        var incident = page.GetByTestId("incident-detail");
        await Expect(incident).ToContainTextAsync("Leaked customer address");
        await Expect(viewer.ById("incident-session", session)).ToBeVisibleAsync();
        await page.GetByTestId("note-text").FillAsync("Called the owner <b>today</b>.");
        await page.GetByTestId("add-note").ClickAsync();
        await Expect(page.GetByTestId("incident-note")).ToContainTextAsync("Called the owner <b>today</b>.");
        await page.GetByTestId("put-lock").ClickAsync();
        await page.GetByTestId("put-lock-confirm").ClickAsync();
        await Expect(page.GetByTestId("incident-lock")).ToContainTextAsync("crm-export");
        await Expect(page.GetByTestId("incident-timeline")).ToContainTextAsync("stopped a skill");
        await page.GetByTestId("incident-status").GetByText("Contained").ClickAsync();
        await Expect(page.Locator("[data-testid=incident-detail][data-status=contained]")).ToBeVisibleAsync();
        await Expect(page.GetByTestId("volume-bars")).ToBeVisibleAsync();
        await Expect(page.GetByTestId("blast-radius")).ToContainTextAsync("crm-export");
        await viewer.ShotAsync("incident");
        await page.GetByTestId("lift-lock").ClickAsync();
        await Expect(page.GetByTestId("incident-timeline")).ToContainTextAsync("lifted the lock");

        // 4. A list waits for somebody else.
        await viewer.OpenAsync("/exposure?view=lists");
        await page.GetByTestId("list-name").FillAsync("Breach of May");
        await page.GetByTestId("list-values").FillAsync($"{Address}\nnobody@corp.example");
        await page.GetByTestId("list-upload").ClickAsync();
        await Expect(page.Locator("[data-testid=exposure-list][data-state=waiting]")).ToBeVisibleAsync();
        await Expect(page.GetByTestId("list-confirm")).ToHaveAttributeAsync("aria-disabled", "true");
        await viewer.ShotAsync("exposure-lists");
        await viewer.OpenAsync($"/skills/{skill.Id}");
        await page.GetByTestId("blast-radius").ScrollIntoViewIfNeededAsync();
        await viewer.ShotAsync("skill-blast");

        // 5. The same pages in the dark and on a narrow screen.
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await viewer.OpenAsync("/incidents");
        await Expect(page.GetByTestId("blast-radius")).ToBeVisibleAsync();
        await viewer.ShotAsync("incident-dark");
        await page.SetViewportSizeAsync(900, 900);
        await viewer.ShotAsync("incident-narrow");
        await viewer.OpenAsync("/exposure");
        await page.GetByTestId("exposure-value").FillAsync(Address);
        await page.GetByTestId("exposure-submit").ClickAsync();
        await Expect(found).ToBeVisibleAsync();
        await viewer.ShotAsync("exposure-narrow");
    }

    /// <summary>Tries again until nothing is missed, for half a minute.</summary>
    private static async Task UntilAsync(Func<Task> look)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                await look();
                return;
            }
            catch (Exception missing) when (tries < 12 && missing is PlaywrightException or Xunit.Sdk.XunitException)
            {
                Bounded.Cancellation.ThrowIfCancellationRequested();
            }
        }
    }
}
