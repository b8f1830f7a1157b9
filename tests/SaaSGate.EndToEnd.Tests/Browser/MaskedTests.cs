using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SaaSGate.EndToEnd.Tests.BadInput;
using SaaSGate.TestKit;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SaaSGate.EndToEnd.Tests.Browser;

/// <summary>Promise 2, end to end: what policy masks reaches skill, screen, tables and files only as labels, however an answer is cut.</summary>
[Collection(DemoCollection.Name)]
public sealed partial class MaskedTests(DemoStack stack)
{
    // None of them exists. The key has the shape of Claude's own.
    private static readonly IReadOnlyDictionary<string, string> Values = new Dictionary<string, string>
    {
        ["EMAIL"] = "maskierter.7q3x@corp.example",
        ["PHONE"] = "+1 415 555 0187",
        ["CREDIT_CARD"] = "4539 1488 0343 6467",
        ["US_SSN"] = "536-22-8726",
        ["API_KEY"] = "sk-ant-api03-" + string.Concat(Enumerable.Repeat("Zq7xW9", 15)) + "ab-AAA",
    };

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task Leaves_labels_alone_in_answer_screen_tables_and_files(int cut)
    {
        await using var acme = await stack.SignInAsync("reviewer");
        var skill = stack.Skill("crm-export");
        var said = $"Write to {Values["EMAIL"]} or call {Values["PHONE"]}. Card {Values["CREDIT_CARD"]}, social security number {Values["US_SSN"]}, API key {Values["API_KEY"]} . That is all.";
        var input = new JsonObject { ["note"] = said };
        foreach (var (type, value) in Values)
            input[type] = value;
        var directives = $"[[sim: cut={cut} text={JsonSerializer.Serialize(said, JsonSerializerOptions.Web)}]] [[sim: tool=http_post input={input.ToJsonString()}]]";

        // 1. The skill gets labels, in the text and in the tool's input.
        using var answer = await skill.SendAsync(SkillCaller.Body($"{directives} Innocent-{cut}", stream: true, tool: "http_post"), Bounded.Cancellation, session: $"masked {cut}");
        var received = await answer.Content.ReadAsStringAsync(Bounded.Cancellation);
        var (text, tool) = (Deltas(received, "text"), Deltas(received, "partial_json"));
        Assert.All(Values.Keys, type => Assert.Matches($@"\[{type}_[A-Z0-9]+\]", text));
        var call = JsonNode.Parse(tool)!;
        Assert.All(Values.Keys, type => Assert.Matches($@"^\[{type}_[A-Z0-9]+\]$", (string)call[type]!));
        // The same value, the same label.
        Assert.All(Values.Keys, type => Assert.Contains((string)call[type]!, text, StringComparison.Ordinal));

        // 2. So does the screen.
        await acme.OpenAsync($"/sessions/{answer.Headers.GetValues("saasgate-session-id").Single()}");
        await Expect(acme.Page.GetByTestId("response-findings")).ToBeVisibleAsync();
        foreach (var type in Values.Keys)
            await Expect(acme.Page.GetByTestId("turn-assistant").Locator($"[data-label^={type}_]").First).ToBeVisibleAsync();
        await acme.ShotAsync($"masked-{cut}");
        AssertNone(received);
        AssertNone(await acme.Page.ContentAsync());

        // 3. And so does everything that is kept. What may be kept is found, so what is not found is not there.
        var exchange = answer.Headers.GetValues("saasgate-exchange-id").Single();
        AssertNone(await stack.Api.ResponseAsync(exchange));
        AssertNone((await stack.Api.GetAsync($"exchanges/{exchange}")).ToJsonString());
        var raw = Values.Values.Concat(Values.Values.Select(Compact)).Distinct().ToList();
        Assert.Empty(await RawSearch.TablesAsync(stack.Postgres, raw));
        Assert.Empty(await RawSearch.FilesAsync(stack.Data, raw));
        Assert.NotEmpty(await RawSearch.TablesAsync(stack.Postgres, [$"Innocent-{cut}"]));
        Assert.NotEmpty(await RawSearch.FilesAsync(stack.Data, [$"Innocent-{cut}"]));
    }

    private static void AssertNone(string where) => Assert.All(Values.Values, value =>
    {
        Assert.DoesNotContain(value, where, StringComparison.Ordinal);
        Assert.DoesNotContain(Compact(value), Compact(where), StringComparison.Ordinal);
    });

    // Without what stands between digits.
    private static string Compact(string value) => Between().Replace(value, "");

    private static string Deltas(string stream, string member) => stream.Split('\n')
        .Where(line => line.StartsWith("data: ", StringComparison.Ordinal))
        .Select(line => (string?)JsonNode.Parse(line["data: ".Length..])!["delta"]?[member])
        .Aggregate(new StringBuilder(), (all, part) => all.Append(part)).ToString();

    [GeneratedRegex(@"(?<=\d)[ -](?=\d)")]
    private static partial Regex Between();
}
