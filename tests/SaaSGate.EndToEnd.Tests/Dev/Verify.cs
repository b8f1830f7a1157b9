using System.Text;

namespace SaaSGate.EndToEnd.Tests.Dev;

/// <summary><c>saasgate verify</c>, as an outsider runs it.</summary>
internal static class Verify
{
    /// <summary>Runs it; gives its exit code and all that it wrote.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        using var process = SaaSGateProcess.Start(["verify", .. arguments]);
        process.EndInput();
        var output = new StringBuilder();
        while (await process.LineAsync() is { } line)
            output.Append(line).Append('\n');
        var (exitCode, _, errors) = await process.EndAsync();
        return (exitCode, output.Append(errors).ToString());
    }
}
