using SaaSGate.Benchmarks.Attacks;
using SaaSGate.Benchmarks.Inspection;
using SaaSGate.Benchmarks.Latency;
using SaaSGate.Benchmarks.Names;
using SaaSGate.Benchmarks.Policies;
using SaaSGate.Benchmarks.Processes;
using SaaSGate.Benchmarks.Scim;
using SaaSGate.Benchmarks.Soak;
using SaaSGate.Benchmarks.Spool;
using SaaSGate.Benchmarks.Store;
using SaaSGate.Benchmarks.Throughput;
using SaaSGate.Benchmarks.Tokens;
using SaaSGate.Benchmarks.Webhooks;

namespace SaaSGate.Benchmarks;

/// <summary>What can be measured: the first argument names it, the others are its own. Add a line for another one.</summary>
internal static class Verbs
{
    private static readonly Dictionary<string, (string About, Func<string[], Task<int>> RunAsync)> All = new()
    {
        ["backtest"] = ("a draft of a policy, run over recorded exchanges", BacktestBenchmark.RunAsync),
        ["gateway"] = ("requests through the gateway, beside a bare proxy and no proxy at all", GatewayBenchmark.RunAsync),
        ["inspection"] = ("what detectors find in the public corpora, beside what is there, and how fast", InspectionBenchmark.RunAsync),
        ["inspection-cache"] = ("a long conversation read with and without memory of what was read before", InspectionCacheBenchmark.RunAsync),
        ["latency"] = ("hold to inbox, decision to upstream, stop to cut", LatencyBenchmark.RunAsync),
        ["policy"] = ("what two hundred rules cost beyond scanning, beside one rule that looks for the same", PolicyBenchmark.RunAsync),
        ["scim"] = ("a directory's full synchronisation, and what each call takes", ScimBenchmark.RunAsync),
        ["soak"] = ("memory of the gateway under a steady load, beside a bare proxy's", SoakBenchmark.RunAsync),
        ["spool"] = ("durable and written appends to the gateway's spool, beside plain write and fdatasync", SpoolBenchmark.RunAsync),
        ["store"] = ("a store of generated exchanges: ingest, size on disk, search, session pages", StoreBenchmark.RunAsync),
        ["tokens"] = ("tokens at the gateway beside keys, and how many the token service gives", TokenBenchmark.RunAsync),
        ["train-attacks"] = ("the model of attack prompts: cross-validated figures and, with a file, its weights", TrainAttacks.RunAsync),
        ["train-names"] = ("weights of the name detector, from the corpora", TrainNames.RunAsync),
        ["webhooks"] = ("signed events of Stripe taken in, beside an endpoint that only answers", WebhookBenchmark.RunAsync),
    };

    public static async Task<int> RunAsync(string[] args)
    {
        if (args is [Part.Verb, var part, .. var given])
            return await Parts.RunAsync(part, given);
        if (args is [var name, .. var rest] && All.TryGetValue(name, out var verb))
            return await verb.RunAsync(rest);
        Console.Error.WriteLine("One of:");
        foreach (var (known, (about, _)) in All)
            Console.Error.WriteLine($"  {known,-17} {about}");
        return 2;
    }
}
