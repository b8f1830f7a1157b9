using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.EndToEnd.Tests.Dev;

/// <summary><c>dev</c> lives as long as whoever started it, unless it was set free on purpose.</summary>
public sealed class StarterTests : IDisposable
{
    private readonly DevPlace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Ends_in_order_when_dotnet_run_is_killed()
    {
        // dotnet run builds its own configuration; this is the one that the tests were built in.
        var configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
        string[] run = ["run", "--no-build", "-c", configuration, "--project", RepositoryFolder.In("src", "SaaSGate"), "--"];
        using var dotnet = SaaSGateProcess.StartWith(DotnetCommand.Path, [.. run, .. _place.Arguments]);
        var pids = Pids(await dotnet.ReadyAsync());
        Assert.True(File.Exists(Mark));

        dotnet.Kill();

        await Bounded.UntilAsync(() => !pids.Exists(ProcessTable.IsAlive));
        // The webhook is held by dev itself, and the mark is what a run that was killed leaves behind.
        await Bounded.UntilAsync(() => !File.Exists(Mark) && TestPorts.IsFree(_place.PortBase + 6));
    }

    [Fact]
    public async Task Goes_on_without_its_starter_when_it_was_set_free()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "setsid is a program of Linux.");
        var facts = Path.Combine(_place.Folder, "facts");
        var program = Path.Combine(AppContext.BaseDirectory, "saasgate");
        string[] script = ["-c", $"setsid \"$@\" >'{facts}' 2>/dev/null </dev/null & echo $!", "sh", program, .. _place.Arguments];
        using var shell = Process.Start(new ProcessStartInfo("sh", script) { RedirectStandardOutput = true })!;
        var dev = int.Parse(await shell.StandardOutput.ReadToEndAsync(Bounded.Cancellation), CultureInfo.InvariantCulture);
        await shell.WaitForExitAsync(Bounded.Cancellation);

        // It becomes ready long after the shell has gone.
        await Bounded.UntilAsync(() => File.ReadAllText(facts).EndsWith('\n'));
        var pids = Pids(JsonNode.Parse(await File.ReadAllTextAsync(facts, Bounded.Cancellation))!.AsObject());

        Assert.All(pids.Append(dev), pid => Assert.True(ProcessTable.IsAlive(pid)));
        await SaaSGateProcess.SignalAsync(dev, "TERM");
        await Bounded.UntilAsync(() => !pids.Append(dev).Any(ProcessTable.IsAlive));
    }

    private string Mark => Path.Combine(_place.Data, "running");

    private static List<int> Pids(JsonObject facts) => [.. facts["pids"]!.AsObject().Select(pid => (int)pid.Value!)];
}
