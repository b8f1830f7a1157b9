using System.CommandLine;

namespace SaaSGate.Benchmarks.Store;

/// <summary><c>store</c>: how fast exchanges are taken in, what they cost on disk, and how fast they are found again.</summary>
internal static class StoreBenchmark
{
    public static Task<int> RunAsync(string[] args)
    {
        var exchanges = new Option<int>("--exchanges") { Description = "How many are generated.", DefaultValueFactory = _ => 20_000 };
        var seed = new Option<int>("--seed") { Description = "Where chance begins: the same seed, the same conversations.", DefaultValueFactory = _ => 1 };
        var batch = new Option<int>("--batch") { Description = "Exchanges a batch.", DefaultValueFactory = _ => 500 };
        var lanes = new Option<int>("--lanes") { Description = "Gateways that send at the same time.", DefaultValueFactory = _ => 2 };
        var data = new Option<string>("--data") { Description = "Where the database is kept while it runs.", DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "saasgate-store") };
        var searches = new Option<int>("--searches") { Description = "Searches of each kind.", DefaultValueFactory = _ => 20 };
        var command = new RootCommand("A store of generated exchanges: ingest, size, search, session pages.") { exchanges, seed, batch, lanes, data, searches };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var store = await StoreServer.StartAsync(parsed.GetValue(data)!, cancellation);
            var run = new IngestRun(store, parsed.GetValue(seed), parsed.GetValue(lanes), parsed.GetValue(batch));
            await run.RunAsync(parsed.GetValue(exchanges), cancellation);
            await new SearchRun(store, run.Tenant!, parsed.GetValue(seed)).RunAsync(parsed.GetValue(searches), cancellation);
            return 0;
        });
        return command.Parse(args).InvokeAsync();
    }
}
