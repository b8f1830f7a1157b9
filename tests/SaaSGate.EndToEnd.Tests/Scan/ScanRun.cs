using System.Text;
using System.Text.Json.Nodes;
using SaaSGate.EndToEnd.Tests.Dev;

namespace SaaSGate.EndToEnd.Tests.Scan;

/// <summary>One run of <c>saasgate scan</c> to its end.</summary>
internal sealed record ScanRun(int ExitCode, string Output, string Errors)
{
    /// <summary>What it wrote, a JSON object a line.</summary>
    public IReadOnlyList<JsonObject> Lines => [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];

    public static async Task<ScanRun> RunAsync(string input, params string[] arguments)
    {
        using var process = SaaSGateProcess.Start(["scan", .. arguments]);
        // It writes while it reads, so its output must be taken meanwhile.
        var output = ReadAsync(process);
        if (input.Length > 0)
            await process.FeedAsync(input);
        process.EndInput();
        var read = await output;
        var (exitCode, _, errors) = await process.EndAsync();
        return new ScanRun(exitCode, read, errors);
    }

    private static async Task<string> ReadAsync(SaaSGateProcess process)
    {
        var output = new StringBuilder();
        while (await process.LineAsync() is { } line)
            output.Append(line).Append('\n');
        return output.ToString();
    }
}
