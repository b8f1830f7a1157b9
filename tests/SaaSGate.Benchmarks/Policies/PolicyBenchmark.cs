using System.Diagnostics;
using System.Globalization;
using SaaSGate.Inspection;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Benchmarks.Policies;

/// <summary>
/// <c>policy [RULES]</c>: a request under many rules of which none matches, beside the same request under one rule for which the
/// same is looked for, and under one that has patterns read the texts as well. The differences are what evaluation costs, with and
/// without that reading; all are measured in turn, in one process, by the median of the rounds.
/// </summary>
internal static class PolicyBenchmark
{
    private const int Rounds = 200, Requests = 20, WarmUp = 300;
    private const double GoalMicroseconds = 50;

    public static Task<int> RunAsync(string[] args)
    {
        var rules = args is [var given, ..] ? int.Parse(given, CultureInfo.InvariantCulture) : 200;
        var keys = new MaskingKeys(new byte[MaskingKeys.KeyBytes], new byte[MaskingKeys.KeyBytes]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rules} rules, none of which matches; goal: under {GoalMicroseconds:N0} us and 0 bytes beyond scanning"));
        Console.WriteLine($"{"request",-22} {"one rule",12} {"reads text",12} {"many rules",12} {"evaluation",12} {"and reading",12} {"ratio",7} {"allocated more",15}");
        foreach (var (name, turns, characters, cached) in ((string, int, int, bool)[])[("2 KB", 1, 800, false), ("10 KB", 4, 1500, false), ("10 KB, seen before", 4, 1500, true), ("60 KB, seen before", 20, 2000, true)])
        {
            var body = ManyRules.Request(turns, characters);
            var (plain, reading, evaluated) = Measure(Make(ManyRules.CompileOne(readsText: false)), Make(ManyRules.CompileOne(readsText: true)), Make(ManyRules.Compile(rules)), body);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-22} {plain.Microseconds,9:N1} us {reading.Microseconds,9:N1} us {evaluated.Microseconds,9:N1} us {evaluated.Microseconds - reading.Microseconds,9:N1} us {evaluated.Microseconds - plain.Microseconds,9:N1} us {evaluated.Microseconds / plain.Microseconds,6:N2}x {evaluated.Bytes - plain.Bytes,13:N0} B"));

            Inspector Make(PolicySet policy) => new(policy, keys, "skl_1", cached ? new InspectionCache() : null);
        }
        return Task.FromResult(0);
    }

    private static (Cost Plain, Cost Reading, Cost Evaluated) Measure(Inspector plain, Inspector reading, Inspector evaluated, byte[] body)
    {
        Inspector[] all = [plain, reading, evaluated];
        for (var i = 0; i < WarmUp; i++)
            if (all.Any(inspector => inspector.InspectRequest(body, EndpointFamily.Messages, ManyRules.Facts).Matches.Count > 0))
                throw new InvalidOperationException("A rule matches.");
        var costs = all.Select(_ => new Cost[Rounds]).ToArray();
        for (var round = 0; round < Rounds; round++)
            for (var i = 0; i < all.Length; i++)
                costs[i][round] = Time(all[i], body);
        return (Median(costs[0]), Median(costs[1]), Median(costs[2]));
    }

    private static Cost Time(Inspector inspector, byte[] body)
    {
        var (bytes, start) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
        for (var i = 0; i < Requests; i++)
            inspector.InspectRequest(body, EndpointFamily.Messages, ManyRules.Facts);
        return new Cost(Stopwatch.GetElapsedTime(start).TotalMicroseconds / Requests, (GC.GetAllocatedBytesForCurrentThread() - bytes) / Requests);
    }

    private static Cost Median(Cost[] costs) => new(costs.Select(cost => cost.Microseconds).Order().ElementAt(costs.Length / 2), costs.Select(cost => cost.Bytes).Order().ElementAt(costs.Length / 2));

    private readonly record struct Cost(double Microseconds, long Bytes);
}
