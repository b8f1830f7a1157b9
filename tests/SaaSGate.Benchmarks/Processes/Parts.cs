using SaaSGate.Benchmarks.Throughput.Parts;
using SaaSGate.Benchmarks.Webhooks;

namespace SaaSGate.Benchmarks.Processes;

/// <summary>The parts that this program can play.</summary>
internal static class Parts
{
    public static Task<int> RunAsync(string name, string[] arguments) => (name, arguments) switch
    {
        (StubPart.Name, []) => StubPart.RunAsync(),
        (YarpPart.Name, [var upstream]) => YarpPart.RunAsync(new Uri(upstream)),
        (PeerPart.Name, [var upstream]) => PeerPart.RunAsync(new Uri(upstream)),
        (GatewayPart.Name, [var joinToken, var folder]) => GatewayPart.RunAsync(joinToken, folder),
        (StripePart.Name, []) => StripePart.RunAsync(),
        (BarePart.Name, []) => BarePart.RunAsync(null),
        (BarePart.Name, [var database]) => BarePart.RunAsync(database),
        _ => throw new ArgumentException($"There is no part '{name}' with {arguments.Length} arguments."),
    };
}
