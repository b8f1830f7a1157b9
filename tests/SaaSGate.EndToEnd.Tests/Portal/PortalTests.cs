using System.Diagnostics;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.EndToEnd.Tests.Portal;

/// <summary>What the portal's own tools say of it.</summary>
public sealed class PortalTests
{
    // ESLint and TypeScript read everything; on a busy machine that takes minutes.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    [Theory]
    [InlineData("lint")]
    [InlineData("test")]
    [InlineData("check:api")]
    public async Task Passes_its_own(string script)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        var start = new ProcessStartInfo("npm", ["run", "--silent", script])
        {
            WorkingDirectory = RepositoryFolder.In("web"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var npm = Process.Start(start)!;
        try
        {
            var output = npm.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = npm.StandardError.ReadToEndAsync(patience.Token);
            await npm.WaitForExitAsync(patience.Token);
            Assert.True(npm.ExitCode == 0, $"npm run {script} ended with {npm.ExitCode}:\n{await output}\n{await errors}");
        }
        finally
        {
            if (!npm.HasExited)
                npm.Kill(entireProcessTree: true);
        }
    }
}
