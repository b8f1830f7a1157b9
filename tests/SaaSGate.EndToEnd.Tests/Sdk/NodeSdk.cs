using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using SaaSGate.TestKit;

namespace SaaSGate.EndToEnd.Tests.Sdk;

/// <summary>Plays scenarios with the official TypeScript SDK, in a Node process.</summary>
internal static class NodeSdk
{
    /// <summary>The outcome of each scenario, by its name, as canonical JSON.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> PlayAsync(
        Uri baseUrl, string apiKey, IEnumerable<Scenario> scenarios, CancellationToken cancellation)
    {
        var job = new JsonObject { ["baseUrl"] = baseUrl.ToString(), ["apiKey"] = apiKey, ["scenarios"] = JsonSerializer.SerializeToNode(scenarios, JsonSerializerOptions.Web) };
        return (await RunAsync("run.mjs", job, cancellation)).Select(line => JsonNode.Parse(line)!)
            .ToDictionary(played => (string)played["name"]!, played => CanonicalJson.Of(played["outcome"]));
    }

    /// <summary>Gives a script one job, and returns the lines that it says.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(string script, JsonObject job, CancellationToken cancellation)
    {
        var web = RepositoryFolder.In("web");
        if (!Directory.Exists(Path.Combine(web, "node_modules", "@anthropic-ai", "sdk")))
            throw new InvalidOperationException("The npm package @anthropic-ai/sdk is not installed: run 'npm ci' in the folder web.");
        using var node = Process.Start(StartInfo(script, web))!;
        try
        {
            await node.StandardInput.WriteAsync(job.ToJsonString().AsMemory(), cancellation);
            node.StandardInput.Close();
            var errors = node.StandardError.ReadToEndAsync(cancellation);
            var lines = new List<string>();
            while (await node.StandardOutput.ReadLineAsync(cancellation) is { } line)
                lines.Add(line);
            await node.WaitForExitAsync(cancellation);
            return node.ExitCode == 0 ? lines : throw new InvalidOperationException($"Node ended with {node.ExitCode}: {await errors}");
        }
        finally
        {
            if (!node.HasExited)
                node.Kill(entireProcessTree: true);
        }
    }

    private static ProcessStartInfo StartInfo(string script, string web)
    {
        var start = new ProcessStartInfo("node", [RepositoryFolder.In("tests", "SaaSGate.EndToEnd.Tests", "Sdk", "node", script), web])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("ANTHROPIC_", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        return start;
    }
}
