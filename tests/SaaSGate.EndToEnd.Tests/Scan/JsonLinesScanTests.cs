using System.Text.Json.Nodes;
using SaaSGate.EndToEnd.Tests.Dev;
using Xunit;

namespace SaaSGate.EndToEnd.Tests.Scan;

public sealed class JsonLinesScanTests : IDisposable
{
    private const string Mail = """{"id":"a","text":"Mail jane.doe@example.org or call +44 20 7946 0958."}""";
    private const string Key = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("saasgate-scan-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Finds_and_masks_line_by_line_in_order_and_counts_utf16_units()
    {
        var run = await ScanRun.RunAsync("{\"id\":\"ü\",\"text\":\"😀 jane.doe@example.org\"}\r\n\n{\"text\":\"nothing\",\"id\":7,\"source\":\"x\"}", "--jsonl");

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Equal(2, run.Lines.Count);
        Assert.Equal("ü", (string)run.Lines[0]["id"]!);
        Assert.Equal("""[{"start":3,"end":23,"type":"EMAIL","score":1,"detector":"email"}]""", run.Lines[0]["findings"]!.ToJsonString());
        Assert.Matches(@"^😀 \[EMAIL_[A-Z0-9]{6}\]$", (string)run.Lines[0]["masked"]!);
        Assert.Equal("""{"id":7,"findings":[],"masked":"nothing"}""", run.Lines[1].ToJsonString());
    }

    [Fact]
    public async Task Answers_a_line_before_the_next_one_comes()
    {
        using var process = SaaSGateProcess.Start("scan", "--jsonl");
        foreach (var id in (int[])[1, 2])
        {
            await process.FeedAsync($$"""{"id":{{id}},"text":"jane.doe@example.org"}""" + "\n");
            Assert.Equal(id, (int)JsonNode.Parse((await process.LineAsync())!)!["id"]!);
        }
        process.EndInput();
        Assert.Equal(0, (await process.EndAsync()).ExitCode);
    }

    [Theory]
    [InlineData("no json", "This is not JSON from byte 2 on")]
    [InlineData("[]", "This is no JSON object")]
    [InlineData("""{"text":"a"}""", "\"id\" is missing")]
    [InlineData("""{"id":null,"text":"a"}""", "\"id\" is missing, or neither a string nor a number")]
    [InlineData("""{"id":1}""", "\"text\" is missing")]
    [InlineData("""{"id":1,"text":7}""", "\"text\" is missing, or not a string")]
    [InlineData("""{"id":1,"text":"a","text":"b"}""", "The same key stands in it twice")]
    [InlineData("""{"id":1,"text":"\ud800"}""", "half of a surrogate pair")]
    public async Task Says_what_is_wrong_with_a_line_and_does_the_others(string line, string message)
    {
        var run = await ScanRun.RunAsync($"{Mail}\n{line}\n{Mail}\n", "--jsonl");

        Assert.Equal(2, run.ExitCode);
        Assert.Equal(2, run.Lines.Count);
        Assert.StartsWith("line 2: ", run.Errors, StringComparison.Ordinal);
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counts_what_is_wrong_where_it_is_too_much_to_tell()
    {
        var run = await ScanRun.RunAsync(string.Concat(Enumerable.Repeat("x\n", 1000)), "--jsonl");

        Assert.Equal(2, run.ExitCode);
        Assert.Equal(21, run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("1000 lines", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reads_lines_that_are_longer_than_what_is_read_at_once()
    {
        var text = string.Concat(Enumerable.Repeat("lorem ipsum ", 30_000));
        var run = await ScanRun.RunAsync($"{{\"id\":1,\"text\":\"{text}\"}}\n{{\"id\":2,\"text\":\"{text}jane.doe@example.org\"}}", "--jsonl", "--types", "EMAIL");

        Assert.Equal(text, (string)run.Lines[0]["masked"]!);
        Assert.Equal(text.Length, (int)run.Lines[1]["findings"]![0]!["start"]!);
    }

    [Fact]
    public async Task Finds_what_a_policy_names_and_masks_what_it_masks()
    {
        var policy = Write("""
            rules:
              - { name: mask-mail, on: both, when: { findings: [EMAIL] }, then: mask }
              - { name: no-phones, on: request, when: { findings: [PHONE] }, then: block, severity: high }
            """);
        var run = await ScanRun.RunAsync(Mail, "--jsonl", "--policy", policy);

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Equal(["EMAIL", "PHONE"], Types(run.Lines[0]));
        Assert.Matches(@"^Mail \[EMAIL_\w{6}\] or call \+44 20 7946 0958\.$", (string)run.Lines[0]["masked"]!);
    }

    [Fact]
    public async Task Says_where_a_policy_is_wrong_and_reads_nothing()
    {
        var policy = Write("""
            rules:
              - name: mask-mail
                on: both
                when: { findings: [EMIAL] }
                then: mask
            """);
        var run = await ScanRun.RunAsync(Mail, "--jsonl", "--policy", policy);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains($"{policy}:4:", run.Errors, StringComparison.Ordinal);
        Assert.Contains("EMAIL", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Looks_for_the_types_that_are_asked_for()
    {
        var run = await ScanRun.RunAsync(Mail, "--jsonl", "--types", "phone, API_KEY");

        Assert.Equal(["PHONE"], Types(run.Lines[0]));
        Assert.Contains("jane.doe@example.org", (string)run.Lines[0]["masked"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leaves_out_what_scores_less_than_the_threshold()
    {
        var run = await ScanRun.RunAsync(Mail, "--jsonl", "--threshold", "0.95");

        Assert.Equal(["EMAIL"], Types(run.Lines[0]));
        Assert.Contains("+44 20 7946 0958", (string)run.Lines[0]["masked"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Labels_are_the_same_under_the_same_key_and_others_in_each_run_without_one()
    {
        string[] keyed = ["--jsonl", "--label-key", Key];
        Assert.Equal((await ScanRun.RunAsync(Mail, keyed)).Output, (await ScanRun.RunAsync(Mail, keyed)).Output);
        Assert.NotEqual((await ScanRun.RunAsync(Mail, "--jsonl")).Output, (await ScanRun.RunAsync(Mail, "--jsonl")).Output);
    }

    [Theory]
    [InlineData("--types takes", "--types", "EMAIL,FOO")]
    [InlineData("--threshold takes", "--threshold", "1.5")]
    [InlineData("--label-key takes", "--label-key", "abc")]
    [InlineData("cannot be read", "--policy", "/nowhere/policy.yaml")]
    [InlineData("not both", "--jsonl", "a.txt")]
    public async Task Says_what_an_option_takes(string message, params string[] arguments)
    {
        var run = await ScanRun.RunAsync("", ["--jsonl", .. arguments.Where(argument => argument != "--jsonl")]);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Types(JsonObject line) => line["findings"]!.AsArray().Select(finding => (string)finding!["type"]!);

    private string Write(string policy)
    {
        var file = Path.Combine(_folder.FullName, "policy.yaml");
        File.WriteAllText(file, policy);
        return file;
    }
}
