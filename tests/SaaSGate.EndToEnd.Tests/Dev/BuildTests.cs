using System.Diagnostics;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.EndToEnd.Tests.Dev;

/// <summary>What the build says where Node.js is not what it should be. The portal that is built and the packages that are installed stay as they are.</summary>
public sealed class BuildTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("saasgate-build-");

    // The build starts programs by a shell; of all others the tests decide.
    public BuildTests() => File.CreateSymbolicLink(Path.Combine(_folder.FullName, "sh"), "/bin/sh");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("BuildWeb", "WebBuilt", null, null, "Node.js was not found. Install Node.js 20.19 or newer")]
    [InlineData("InstallWeb", "WebInstalled", null, null, "Node.js was not found. Install Node.js 20.19 or newer")]
    [InlineData("BuildWeb", "WebBuilt", "v20.19.0", null, "npm was not found. Install Node.js 20.19 or newer")]
    [InlineData("BuildWeb", "WebBuilt", "v20.9.0", "10.0.0", "Node.js v20.9.0 is too old. Install Node.js 20.19 or newer")]
    [InlineData("BuildWeb", "WebBuilt", "v18.20.8", "10.0.0", "Node.js v18.20.8 is too old. Install Node.js 20.19 or newer")]
    public async Task Says_in_one_line_what_is_missing(string target, string outdated, string? node, string? npm, string message)
    {
        Place("node", node);
        Place("npm", npm);

        var (exitCode, output) = await BuildAsync(target, outdated);

        Assert.Equal(1, exitCode);
        var line = Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct());
        Assert.Contains($"error : {message}", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Needs_neither_where_nothing_in_the_portal_has_changed()
    {
        var (exitCode, output) = await BuildAsync("BuildWeb", outdated: null);

        Assert.Equal((0, ""), (exitCode, output.Trim()));
    }

    // A program that only says its version.
    private void Place(string program, string? version)
    {
        if (version is null)
            return;
        var file = Path.Combine(_folder.FullName, program);
        File.WriteAllText(file, $"#!/bin/sh\necho {version}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private async Task<(int ExitCode, string Output)> BuildAsync(string target, string? outdated)
    {
        List<string> arguments = ["msbuild", RepositoryFolder.In("src", "SaaSGate", "SaaSGate.csproj"), $"-t:{target}", "-nologo", "-v:q", "-tl:off", "-nodeReuse:false"];
        if (outdated is not null)
            arguments.Add($"-p:{outdated}={Path.Combine(_folder.FullName, "never")}");
        var start = new ProcessStartInfo(DotnetCommand.Path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = _folder.FullName;
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var build = Process.Start(start)!;
        var errors = build.StandardError.ReadToEndAsync(Bounded.Cancellation);
        var output = await build.StandardOutput.ReadToEndAsync(Bounded.Cancellation);
        await build.WaitForExitAsync(Bounded.Cancellation);
        return (build.ExitCode, output + await errors);
    }
}
