using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Playwright;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.EndToEnd.Tests.Browser;

/// <summary>
/// A browser: the Chromium of the npm package <c>@sparticuz/chromium</c>, which is built for Linux on x64, or elsewhere the one that
/// <see cref="Variable"/> names.
/// </summary>
internal static class Chromium
{
    /// <summary>Path of another Chromium or Chrome to use.</summary>
    public const string Variable = "SAASGATE_CHROMIUM";

    // For all tests: whichever asks first may give up before it is done.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly Lazy<Task<string>> s_folder = new(UnpackAsync);

    // Nothing but the portal is asked for anything.
    private static readonly string[] Flags = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    public static async Task<IBrowser> LaunchAsync(IPlaywright playwright, CancellationToken cancellation)
    {
        var options = new BrowserTypeLaunchOptions { Args = Flags, ChromiumSandbox = false };
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } own)
        {
            options.ExecutablePath = own;
            return await playwright.Chromium.LaunchAsync(options);
        }
        Assert.SkipUnless(OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64, $"Set {Variable} to the path of a Chromium.");
        var folder = await s_folder.Value.WaitAsync(cancellation);
        var libraries = Path.Combine(folder, "al2023", "lib");
        options.ExecutablePath = Path.Combine(folder, "chromium");
        options.Env = Inherited()
            .Append(new("LD_LIBRARY_PATH", Environment.GetEnvironmentVariable("LD_LIBRARY_PATH") is { Length: > 0 } others ? $"{libraries}:{others}" : libraries))
            .Append(new("FONTCONFIG_FILE", Path.Combine(folder, "fonts.conf")));
        return await playwright.Chromium.LaunchAsync(options);
    }

    private static IEnumerable<KeyValuePair<string, string>> Inherited() =>
        new[] { "PATH", "HOME", "TMPDIR", "LANG" }
            .Select(name => KeyValuePair.Create(name, Environment.GetEnvironmentVariable(name) ?? ""))
            .Where(variable => variable.Value.Length > 0);

    private static async Task<string> UnpackAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var cancellation = patience.Token;
        var script = RepositoryFolder.In("tests", "SaaSGate.EndToEnd.Tests", "Browser", "node", "unpack.mjs");
        var start = new ProcessStartInfo("node", [script, RepositoryFolder.In("web"), RepositoryFolder.In("artifacts", "chromium")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var node = Process.Start(start)!;
        var errors = node.StandardError.ReadToEndAsync(cancellation);
        var folder = await node.StandardOutput.ReadToEndAsync(cancellation);
        await node.WaitForExitAsync(cancellation);
        return node.ExitCode == 0 ? folder : throw new InvalidOperationException($"Chromium could not be unpacked: {await errors}");
    }
}
