using System.Globalization;

namespace SaaSGate.Benchmarks.Tokens;

/// <summary>
/// <c>tokens [SECONDS] [DATA]</c>: what it costs a gateway to know a skill by a key, by a token that it has checked before, and by one that
/// it has not; then how many tokens the token service gives in a second, its database and whoever asks on the same machine.
/// </summary>
internal static class TokenBenchmark
{
    public static async Task<int> RunAsync(string[] args)
    {
        var seconds = args is [var given, ..] ? double.Parse(given, CultureInfo.InvariantCulture) : 10;
        var data = args is [_, var folder, ..] ? folder : Path.GetTempPath();
        await GatewaySide.RunAsync(data);
        await ServiceSide.RunAsync(TimeSpan.FromSeconds(seconds), data);
        return 0;
    }
}
