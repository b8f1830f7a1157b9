using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Live;
using SaaSGate.ControlPlane.Policies;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Organisations;
using SaaSGate.Postgres.Policies;
using SaaSGate.Postgres.Regions;

namespace SaaSGate.Benchmarks.Store;

/// <summary><c>backtest</c>: how fast a draft is run over recorded exchanges.</summary>
internal static class BacktestBenchmark
{
    private const string Draft = """
        rules:
          - name: no-mail
            on: request
            when: { findings: [EMAIL, PHONE] }
            then: mask
          - name: cards
            on: request
            when: { findings: [CREDIT_CARD], min_count: 1 }
            then: hold
          - name: secrets
            on: request
            when: { findings: [API_KEY] }
            then: block
          - name: exfiltration
            on: request
            when: { findings: [DESTINATION], allowed_destinations: ['*.partner-1.example'] }
            then: hold
          - name: words
            on: request
            when: { text: '(?i)\b(password|confidential|export all)\b' }
            then: hold
          - name: last
            on: request
            when: { text: '(?i)ignore (all )?previous', last_user_turn: true }
            then: block
        """;

    public static Task<int> RunAsync(string[] args)
    {
        var exchanges = new Option<int>("--exchanges") { Description = "How many are recorded.", DefaultValueFactory = _ => 100_000 };
        var seed = new Option<int>("--seed") { Description = "Where chance begins: the same seed, the same conversations.", DefaultValueFactory = _ => 1 };
        var runs = new Option<int>("--runs") { Description = "How often it is run.", DefaultValueFactory = _ => 3 };
        var data = new Option<string>("--data") { Description = "Where the database is kept while it runs.", DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "saasgate-backtest") };
        var command = new RootCommand("A draft of six rules, run over recorded exchanges.") { exchanges, seed, runs, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var store = await StoreServer.StartAsync(parsed.GetValue(data)!, cancellation);
            var run = new IngestRun(store, parsed.GetValue(seed), 2, 500);
            await run.RunAsync(parsed.GetValue(exchanges), cancellation);
            await store.RunAsync("vacuum analyze", cancellation);
            var vault = new KeyVault(
                Options.Create(new VaultOptions { KeyFile = Path.Combine(parsed.GetValue(data)!, "master.key") }), new InstallationStore(store.Pools.Platform), NullLogger<KeyVault>.Instance);
            await vault.UnlockAsync(cancellation);
            for (var i = 0; i < parsed.GetValue(runs); i++)
                await RunAsync(store, vault, run.Tenant!.Organisation, cancellation);
            return 0;
        });
        return command.Parse(args).InvokeAsync();
    }

    private static async Task RunAsync(StoreServer store, KeyVault vault, Id<Organisation> organisation, CancellationToken cancellation)
    {
        var (tenants, clock) = (store.Pools.Tenants, TimeProvider.System);
        var (policies, versions, backtests) = (new PolicyStore(tenants, clock), new PolicyVersionStore(tenants, clock), new BacktestStore(tenants, store.Pools.Platform, clock));
        var keys = new FingerprintKeys(new FingerprintKeyStore(tenants, store.Pools.Platform), vault, clock);
        var work = new BacktestWork(backtests, new BacktestReader(tenants), policies, versions, keys, new LiveNotices(null!, NullLogger<LiveNotices>.Instance));
        var policy = Id<Policy>.New(clock);
        await policies.CreateAsync(organisation, policy, policy.Value, Draft, Actor.System, cancellation);
        var skills = await work.SkillsOfAsync(organisation, policy.Value, "organisation", cancellation);
        var (ours, theirs) = (Environment.CpuUsage.TotalTime, store.Processors);
        var began = Stopwatch.GetTimestamp();
        var id = Id<Backtest>.New(clock);
        var (made, _) = await backtests.CreateAsync(organisation, id, policy.Value, 1, 90, [.. skills.Select(skill => skill.Id)], Actor.System, cancellation);
        await work.RunAsync(organisation, id, cancellation);
        var took = Stopwatch.GetElapsedTime(began);
        var done = (await backtests.FindAsync(organisation, id, cancellation))!;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{done.State}: {done.Judged} of {made.Total} exchanges in {took.TotalSeconds:F1} s, {done.Judged / took.TotalSeconds:F0} a second; {done.Stricter} stricter, {done.Milder} milder, {done.Otherwise} by another rule, {done.Unread} unread"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  processors: {(Environment.CpuUsage.TotalTime - ours).TotalSeconds:F1} s here, {(store.Processors - theirs).TotalSeconds:F1} s in PostgreSQL; {Environment.ProcessorCount} processors, {Environment.WorkingSet / 1e6:F0} MB"));
    }
}
