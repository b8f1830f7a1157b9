using System.Text.Json;

namespace SaaSGate.Commands;

/// <summary>How a verb that serves tells its starter that it is ready: one JSON line on standard output.</summary>
internal static class Ready
{
    public static void Say(object facts)
    {
        Console.Out.WriteLine(JsonSerializer.Serialize(facts, JsonSerializerOptions.Web));
        Console.Out.Flush();
    }

    /// <summary>Completes when told to end.</summary>
    public static Task UntilAsync(CancellationToken ending) => Task.Delay(Timeout.Infinite, ending).ContinueWith(static _ => { }, TaskScheduler.Default);
}
