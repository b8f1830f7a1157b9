using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SaaSGate.TestKit;

/// <summary>An identity provider of <c>tests/SaaSGate.ControlPlane.Tests/Federation/node</c>: it reads one job, says its port, and ends when its standard input does.</summary>
public sealed class NodeScript : IAsyncDisposable
{
    private readonly Process _node;

    private NodeScript(Process node, int port) => (_node, Port) = (node, port);

    /// <summary>Where it listens, on loopback.</summary>
    public int Port { get; }

    /// <summary>Begins.</summary>
    /// <param name="script">Name of its file.</param>
    /// <param name="package">The npm package of the portal that it needs.</param>
    /// <param name="job">What it is to do.</param>
    public static async Task<NodeScript> StartAsync(string script, string package, object job)
    {
        var web = RepositoryFolder.In("web");
        if (!Directory.Exists(Path.Combine(web, "node_modules", package)))
            throw new InvalidOperationException($"The npm package {package} is not installed: run 'npm ci' in the folder web.");
        var node = Process.Start(new ProcessStartInfo("node", [RepositoryFolder.In("tests", "SaaSGate.ControlPlane.Tests", "Federation", "node", script), web])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        node.BeginErrorReadLine();
        await node.StandardInput.WriteLineAsync(JsonSerializer.Serialize(job));
        await node.StandardInput.FlushAsync();
        var line = await node.StandardOutput.ReadLineAsync(Bounded.Cancellation) ?? throw new InvalidOperationException("The identity provider did not begin.");
        return new(node, (int)JsonNode.Parse(line)!["port"]!);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _node.StandardInput.Close();
        using (var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10)))
        {
            try
            {
                await _node.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _node.Kill(entireProcessTree: true);
            }
        }

        _node.Dispose();
    }
}
