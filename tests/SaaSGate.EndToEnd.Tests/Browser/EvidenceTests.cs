using System.IO.Compression;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using SaaSGate.EndToEnd.Tests.Dev;
using SaaSGate.TestKit;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SaaSGate.EndToEnd.Tests.Browser;

/// <summary>Promise 7, end to end: what a person takes away at the portal, an outsider checks with nothing but the file and published keys.</summary>
public sealed class EvidenceTests(DemoStack stack) : IClassFixture<DemoStack>
{
    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 900)]
    public async Task Exported_evidence_verifies_and_a_changed_byte_is_named(ColorScheme scheme, int width)
    {
        // 1. A skill speaks with Claude; a person takes the session away.
        await using var admin = await stack.SignInAsync("admin", scheme, width);
        var skill = stack.Skill("crm-export");
        using var answer = await skill.SendAsync(SkillCaller.Body("[[sim: text=\"Two customers are gold.\"]] How many customers are gold?", stream: true), Bounded.Cancellation, session: $"taken {scheme} {width}");
        await answer.Content.ReadAsStringAsync(Bounded.Cancellation);
        await admin.OpenAsync($"/sessions/{answer.Headers.GetValues("saasgate-session-id").Single()}");
        await admin.Page.GetByTestId("export-evidence").ClickAsync();
        await Expect(admin.Page.GetByTestId("evidence-ready")).ToBeVisibleAsync();
        await admin.ShotAsync($"evidence-{scheme}-{width}");
        var download = await admin.Page.RunAndWaitForDownloadAsync(() => admin.Page.GetByTestId("download-evidence").ClickAsync());
        var (zip, keys) = (Path.Combine(stack.Data, $"taken-{width}.zip"), Path.Combine(stack.Data, "saasgate-keys"));
        await download.SaveAsAsync(zip);
        await File.WriteAllBytesAsync(keys, await stack.Http.GetByteArrayAsync(new Uri(new Uri(admin.Page.Url), "/.well-known/saasgate-keys"), Bounded.Cancellation), Bounded.Cancellation);

        // 2. An outsider checks it.
        var (exitCode, output) = await Verify.RunAsync(zip, "--key", keys);
        Assert.True(exitCode == 0, output);
        Assert.Contains("all of it verifies", output, StringComparison.Ordinal);
        await ShowReportAsync(admin, zip, $"evidence-report-{scheme}-{width}");

        // 3. A byte of the answer is changed.
        using (var archive = ZipFile.Open(zip, ZipArchiveMode.Update))
        {
            var entry = archive.Entries.Single(entry => entry.FullName.EndsWith("/response", StringComparison.Ordinal));
            await using var stream = entry.Open();
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
        Assert.Equal(2, (await Verify.RunAsync(zip + ".gone", "--key", keys)).ExitCode);
    }

    private static async Task ShowReportAsync(Viewer viewer, string zip, string shot)
    {
        using var archive = ZipFile.OpenRead(zip);
        using var report = new StreamReader(archive.GetEntry("report.html")!.Open());
        var page = await viewer.Page.Context.NewPageAsync();
        await page.SetContentAsync(await report.ReadToEndAsync(Bounded.Cancellation));
        await Expect(page.GetByText("Two customers are gold.").Last).ToBeVisibleAsync();
        await viewer.ShotAsync(shot, page);
    }
}
