using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace SaaSGate.Benchmarks.Processes;

/// <summary>The whole product as <c>saasgate dev</c> runs it: PostgreSQL, control plane, gateway. Its Claude is the benchmark's.</summary>
internal sealed class Product : IAsyncDisposable
{
    /// <summary>Away from the ports of a product that somebody runs on this machine.</summary>
    private const int PortBase = 17400;

    private readonly Process _dev;

    private Product(Process dev, JsonElement facts) => (_dev, Facts) = (dev, facts);

    /// <summary>What <c>dev --json</c> says.</summary>
    public JsonElement Facts { get; }

    public Uri Gateway => new(Facts.GetProperty("gateway").GetString()!);

    public Uri Portal => new(Facts.GetProperty("portal").GetString()!);

    /// <summary>The demo's skill that calls the given upstream, not the product's own simulator.</summary>
    public JsonElement Skill => Facts.GetProperty("demo").GetProperty("skills").EnumerateArray().Single(skill => skill.GetProperty("name").GetString() == "live");

    /// <summary>E-mail address and password of <c>admin</c>, <c>reviewer</c> or <c>partner</c>.</summary>
    public (string Email, string Password) PersonOf(string role) => Facts.GetProperty("demo").GetProperty(role) is var person
        ? (person.GetProperty("email").GetString()!, person.GetProperty("password").GetString()!)
        : default;

    public static async Task<Product> StartAsync(Uri upstream, string folder)
    {
        string[] arguments =
        [
            "dev", "--json", "--quiet", "--data", folder, "--upstream", upstream.AbsoluteUri, "--port-base", PortBase.ToString(CultureInfo.InvariantCulture),
        ];
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "saasgate"), arguments) { RedirectStandardOutput = true };
        start.Environment["ANTHROPIC_API_KEY"] = "sk-benchmark";
        var dev = Process.Start(start)!;
        return await dev.StandardOutput.ReadLineAsync() is { } facts
            ? new Product(dev, JsonSerializer.Deserialize<JsonElement>(facts))
            : throw new InvalidOperationException("The product did not start; standard error says why.");
    }

    public async ValueTask DisposeAsync()
    {
        // SIGTERM, as an operator would: it then ends its children in order.
        using var kill = Process.Start("kill", [_dev.Id.ToString(CultureInfo.InvariantCulture)]);
        await _dev.WaitForExitAsync();
        _dev.Dispose();
    }
}
