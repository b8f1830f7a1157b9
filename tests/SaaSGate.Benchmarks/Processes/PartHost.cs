using System.Runtime;
using System.Text.Json;

namespace SaaSGate.Benchmarks.Processes;

/// <summary>The other side of <see cref="Part"/>.</summary>
internal static class PartHost
{
    /// <summary>Says that it is ready, answers each line with counters, and returns when standard input closes.</summary>
    /// <param name="facts">What the starter needs to know.</param>
    /// <param name="settleAsync">Completes when nothing is left over from the requests so far.</param>
    public static async Task<int> ServeAsync(object facts, Func<Task>? settleAsync = null)
    {
        Say(facts);
        while (await Console.In.ReadLineAsync() is not null)
        {
            if (settleAsync is not null)
                await settleAsync();
            Say(new PartCounters(GC.GetTotalAllocatedBytes(), (int)JitInfo.GetCompiledMethodCount()));
        }
        return 0;
    }

    private static void Say(object facts) => Console.Out.WriteLine(JsonSerializer.Serialize(facts));
}
