using System.IO.Compression;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SaaSGate.EndToEnd.Tests.Dev;
using SaaSGate.TestKit;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SaaSGate.EndToEnd.Tests.Browser;

/// <summary>A responder knows nothing but a leaked address: finds who saw it, sees it again, gathers it in an incident, and proves it to an outsider.</summary>
[Collection(OtherDemoCollection.Name)]
public sealed partial class ForensicsTests(DemoStack stack)
{
    // Slow enough that its replay is still playing when it is halted.
    private static readonly byte[] Body = SkillCaller.Body("[[sim: delay=200ms cut=8]] Who are our customers, with e-mail?", stream: true);

    [Fact]
    public async Task Finds_a_leak_by_its_address_replays_it_and_proves_it_from_an_incident()
    {
        // 1. The contractor's skill asks, and Claude answers with a customer's address. The skill gets a label instead, and so does the record.
        var skill = stack.Skill("crm-export");
        var unmasked = skill.AskDirectlyAsync(stack.Upstream, Body, Bounded.Cancellation);
        using var answer = await skill.SendAsync(Body, Bounded.Cancellation, session: "leak");
        var address = Addresses().Match(await unmasked).Value;
        Assert.NotEmpty(address);
        Assert.DoesNotContain(address, SkillCaller.Deltas(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(Bounded.Cancellation)), StringComparison.OrdinalIgnoreCase);
        var (session, exchange) = (answer.Headers.GetValues("saasgate-session-id").Single(), answer.Headers.GetValues("saasgate-exchange-id").Single());
        await stack.RecordedAsync(exchange);
        await using var viewer = await stack.SignInAsync("admin");

        await FindAsync(viewer, address, session);
        await ReplayAsync(viewer, session, exchange);
        try
        {
            await GatherAsync(viewer, session);
            await ProveAsync(viewer, address);
        }
        catch
        {
            // Others go on with this skill.
            await stack.Api.PostAsync($"skills/{skill.Id}/resume", []);
            throw;
        }
        await ListAsync(viewer, address);
        await LookAgainAsync(viewer, skill.Id);
    }

    /// <summary>2. By its address, spelled otherwise: the type is guessed, and nothing of it is in the address bar.</summary>
    private static async Task FindAsync(Viewer viewer, string address, string session)
    {
        var page = viewer.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Exposure" }).ClickAsync();
        await page.GetByTestId("exposure-value").FillAsync(address.ToUpperInvariant());
        await Expect(page.GetByTestId("exposure-type")).ToHaveValueAsync("EMAIL");
        var found = viewer.ById("exposed-session", session);
        await page.GetByTestId("exposure-submit").ClickAsync();
        await Expect(found).ToBeVisibleAsync();
        await Expect(page.GetByTestId("exposure-result")).ToContainTextAsync("1 session");
        Assert.DoesNotContain(address.Split('@')[0], page.Url, StringComparison.OrdinalIgnoreCase);
        await viewer.ShotAsync("exposure");
        await AskOtherwiseAsync(viewer, address);
        await found.GetByRole(AriaRole.Link).ClickAsync();
    }

    /// <summary>A result says when it was asked for, and that it is about another value once the form has another.</summary>
    private static async Task AskOtherwiseAsync(Viewer viewer, string address)
    {
        var page = viewer.Page;
        await Expect(page.GetByTestId("exposure-asked")).ToHaveTextAsync(AskedAt());
        await page.GetByTestId("exposure-value").FillAsync("somebody@else.example");
        await Expect(page.GetByTestId("exposure-asked")).ToContainTextAsync("about another value than the one above");
        await Expect(page.GetByTestId("exposed-session").First.Locator("xpath=..")).ToHaveCSSAsync("filter", "grayscale(1)");
        await viewer.LookAsync("exposure-other");
        await page.GetByTestId("exposure-value").FillAsync(address.ToUpperInvariant());
        await Expect(page.GetByTestId("exposure-asked")).ToHaveTextAsync(AskedAt());
    }

    /// <summary>3. At the turn; played from its beginning, halted, and on to what was found first and next.</summary>
    private static async Task ReplayAsync(Viewer viewer, string session, string exchange)
    {
        var page = viewer.Page;
        await Expect(viewer.ById("exchange", exchange)).ToBeInViewportAsync();
        Assert.Contains(session, page.Url, StringComparison.Ordinal);
        Assert.Contains(exchange, page.Url, StringComparison.Ordinal);
        var labels = viewer.ById("exchange", exchange).Locator("[data-label]");
        await Expect(labels.Nth(2)).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Space");
        await Expect(page.Locator("[data-testid=player][data-playing]")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Space");
        await page.GetByRole(AriaRole.Slider).ClickAsync(new() { Position = new() { X = 1, Y = 16 } });
        await Expect(labels).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(labels).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(labels).ToHaveCountAsync(2);
        await viewer.ShotAsync("leak-replayed");
    }

    /// <summary>4. An incident from it, with a note and a lock.</summary>
    private static async Task GatherAsync(Viewer viewer, string session)
    {
        var page = viewer.Page;
        await page.GetByTestId("open-incident").ClickAsync();
        await page.GetByTestId("incident-title").FillAsync("Leaked customer address");
        await page.GetByTestId("open-incident-submit").ClickAsync();
        await Expect(page.GetByTestId("incident-detail")).ToContainTextAsync("Leaked customer address");
        await Expect(viewer.ById("incident-session", session)).ToBeVisibleAsync();
        await page.GetByTestId("note-text").FillAsync("Called the owner <b>today</b>.");
        // A look at another page, and even a reload, leaves the note where it is; Ctrl+Enter sends it.
        await page.GetByRole(AriaRole.Link, new() { Name = "Connections" }).ClickAsync();
        await page.GoBackAsync();
        await Expect(page.GetByTestId("note-text")).ToHaveValueAsync("Called the owner <b>today</b>.");
        await page.ReloadAsync();
        await Expect(viewer.Live).ToBeVisibleAsync();
        await Expect(page.GetByTestId("note-text")).ToHaveValueAsync("Called the owner <b>today</b>.");
        await page.GetByTestId("note-text").PressAsync("Control+Enter");
        await Expect(page.GetByTestId("incident-note")).ToContainTextAsync("Called the owner <b>today</b>.");
        await Expect(page.GetByTestId("note-text")).ToHaveValueAsync("");
        Assert.Equal(0, await page.EvaluateAsync<int>("Object.keys(sessionStorage).filter(key => key.startsWith('draft ')).length"));
        await page.GetByTestId("put-lock").ClickAsync();
        await page.GetByTestId("put-lock-confirm").ClickAsync();
        await Expect(page.GetByTestId("incident-lock")).ToContainTextAsync("crm-export");
        await Expect(page.GetByTestId("incident-timeline")).ToContainTextAsync("stopped a skill");
        await page.GetByTestId("incident-status").GetByText("Contained").ClickAsync();
        await Expect(page.Locator("[data-testid=incident-detail][data-status=contained]")).ToBeVisibleAsync();
        await Expect(page.GetByTestId("volume-bars")).ToBeVisibleAsync();
        await Expect(page.GetByTestId("blast-radius")).ToContainTextAsync("crm-export");
    }

    /// <summary>5. Evidence of the incident: an outsider checks it with nothing but the file and published keys, and a changed byte is named.</summary>
    private async Task ProveAsync(Viewer viewer, string address)
    {
        var page = viewer.Page;
        await page.GetByTestId("export-evidence").ClickAsync();
        await Expect(page.GetByTestId("evidence-ready")).ToBeVisibleAsync();
        await viewer.ShotAsync("incident-evidence");
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByTestId("download-evidence").ClickAsync());
        var (zip, keys) = (Path.Combine(stack.Data, "taken.zip"), Path.Combine(stack.Data, "saasgate-keys"));
        await download.SaveAsAsync(zip);
        await File.WriteAllBytesAsync(keys, await stack.Http.GetByteArrayAsync(new Uri(new Uri(page.Url), "/.well-known/saasgate-keys"), Bounded.Cancellation), Bounded.Cancellation);
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByTestId("incident-evidence")).ToContainTextAsync("1 session");
        await Expect(page.GetByTestId("incident-timeline")).ToContainTextAsync("took the evidence away");

        var (exitCode, output) = await Verify.RunAsync(zip, "--key", keys);
        Assert.True(exitCode == 0, output);
        Assert.Contains("all of it verifies", output, StringComparison.Ordinal);
        using (var archive = ZipFile.Open(zip, ZipArchiveMode.Update))
        {
            foreach (var entry in archive.Entries)
                Assert.DoesNotContain(address, await TextAsync(entry), StringComparison.OrdinalIgnoreCase);
            var report = await page.Context.NewPageAsync();
            await report.SetContentAsync(await TextAsync(archive.GetEntry("report.html")!));
            await Expect(report.GetByText("Who are our customers, with e-mail?").Last).ToBeVisibleAsync();
            await viewer.ShotAsync("evidence-report", report);
            await report.CloseAsync();
            await using var stream = archive.Entries.Single(entry => entry.FullName.EndsWith("/response", StringComparison.Ordinal)).Open();
            var first = stream.ReadByte();
            stream.Position = 0;
            stream.WriteByte((byte)(first ^ 1));
        }

        (exitCode, output) = await Verify.RunAsync(zip, "--key", keys, "--json");
        Assert.True(exitCode == 1, output);
        var verdict = JsonNode.Parse(output)!;
        Assert.False((bool)verdict["verified"]!);
        Assert.StartsWith("The response of Record ", (string)verdict["problems"]![0]!["message"]!, StringComparison.Ordinal);
        Assert.Equal(2, (await Verify.RunAsync(zip)).ExitCode);
        await page.GetByTestId("lift-lock").ClickAsync();
        await Expect(page.GetByTestId("incident-timeline")).ToContainTextAsync("lifted the lock");
    }

    /// <summary>6. A list of addresses waits for somebody else.</summary>
    private static async Task ListAsync(Viewer viewer, string address)
    {
        var page = viewer.Page;
        await viewer.OpenAsync("/exposure?view=lists");
        await page.GetByTestId("list-name").FillAsync("Breach of May");
        await page.GetByTestId("list-values").FillAsync($"{address}\nnobody@corp.example");
        await page.GetByTestId("list-upload").ClickAsync();
        await Expect(page.Locator("[data-testid=exposure-list][data-state=waiting]")).ToBeVisibleAsync();
        await Expect(page.GetByTestId("list-confirm")).ToHaveAttributeAsync("aria-disabled", "true");
        await viewer.ShotAsync("exposure-lists");
    }

    /// <summary>7. The skill that it was, and the incident in both themes and on a narrow screen.</summary>
    private static async Task LookAgainAsync(Viewer viewer, string skill)
    {
        var page = viewer.Page;
        await viewer.OpenAsync($"/skills/{skill}");
        await page.GetByTestId("blast-radius").ScrollIntoViewIfNeededAsync();
        await viewer.ShotAsync("skill-blast");
        await viewer.OpenAsync("/incidents");
        await Expect(page.GetByTestId("blast-radius")).ToBeVisibleAsync();
        await viewer.LookAsync("incident");
        await page.SetViewportSizeAsync(900, 900);
        await page.GetByTestId("export-evidence").ScrollIntoViewIfNeededAsync();
        await viewer.ShotAsync("incident-evidence-narrow");
    }

    private static async Task<string> TextAsync(ZipArchiveEntry entry)
    {
        using var reader = new StreamReader(entry.Open());
        return await reader.ReadToEndAsync(Bounded.Cancellation);
    }

    [GeneratedRegex(@"^Asked at \d\d:\d\d:\d\d\.$")]
    private static partial Regex AskedAt();

    [GeneratedRegex(@"[\w.+-]+@[\w-]+(\.[\w-]+)+")]
    private static partial Regex Addresses();
}
