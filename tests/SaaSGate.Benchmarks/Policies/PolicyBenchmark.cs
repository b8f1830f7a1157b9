using System.Diagnostics;
using System.Globalization;
using SaaSGate.Inspection;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Benchmarks.Policies;

/// <summary>
/// <c>policy [RULES]</c>: a request under many rules of which none matches, beside the same request under one rule for which the
/// same is looked for. The difference is what evaluation costs; both are measured in turn, in one process, and of the rounds the
/// one is shown that a tenth of them beat.
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
        Console.WriteLine($"{"request",-22} {"one rule",12} {"many rules",12} {"evaluation",12} {"ratio",7} {"allocated more",15}");
        foreach (var (name, turns, characters, cached) in ((string, int, int, bool)[])[("2 KB", 1, 800, false), ("10 KB", 4, 1500, false), ("10 KB, seen before", 4, 1500, true), ("60 KB, seen before", 20, 2000, true)])
        {
            var body = ManyRules.Request(turns, characters);
            var (one, many) = (Make(ManyRules.CompileOne()), Make(ManyRules.Compile(rules)));
            var (plain, evaluated) = Measure(one, many, body);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-22} {plain.Microseconds,9:N1} us {evaluated.Microseconds,9:N1} us {evaluated.Microseconds - plain.Microseconds,9:N1} us {evaluated.Microseconds / plain.Microseconds,6:N2}x {evaluated.Bytes - plain.Bytes,13:N0} B"));

            Inspector Make(PolicySet policy) => new(policy, keys, "skl_1", cached ? new InspectionCache() : null);
        }
        return Task.FromResult(0);
    }

    private static (Cost One, Cost Many) Measure(Inspector one, Inspector many, byte[] body)
    {
        for (var i = 0; i < WarmUp; i++)
            if (one.InspectRequest(body, EndpointFamily.Messages, ManyRules.Facts).Matches.Count + many.InspectRequest(body, EndpointFamily.Messages, ManyRules.Facts).Matches.Count > 0)
                throw new InvalidOperationException("A rule matches.");
        var (first, second) = (new Cost[Rounds], new Cost[Rounds]);
        for (var round = 0; round < Rounds; round++)
            (first[round], second[round]) = (Time(one, body), Time(many, body));
        return (Quick(first), Quick(second));
    }

    private static Cost Time(Inspector inspector, byte[] body)
    {
        var (bytes, start) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
        for (var i = 0; i < Requests; i++)
            inspector.InspectRequest(body, EndpointFamily.Messages, ManyRules.Facts);
        return new Cost(Stopwatch.GetElapsedTime(start).TotalMicroseconds / Requests, (GC.GetAllocatedBytesForCurrentThread() - bytes) / Requests);
    }

    /// <summary>The tenth of the rounds that went best: what others do on the machine only ever adds.</summary>
    private static Cost Quick(Cost[] costs) => new(costs.Select(cost => cost.Microseconds).Order().ElementAt(costs.Length / 10), costs.Select(cost => cost.Bytes).Order().ElementAt(costs.Length / 10));

    private readonly record struct Cost(double Microseconds, long Bytes);
}
