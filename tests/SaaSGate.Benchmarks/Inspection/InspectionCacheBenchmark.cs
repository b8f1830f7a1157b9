using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using SaaSGate.Inspection;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Benchmarks.Inspection;

/// <summary>
/// <c>inspection-cache [TURNS]</c>: a conversation that is sent again with each turn, as Claude's API asks for, read with and
/// without memory of the turns before. Shown are the middle of several conversations for some of the turns.
/// </summary>
internal static class InspectionCacheBenchmark
{
    private const int Conversations = 15, TurnCharacters = 2000;

    private const string Policy = """
        rules:
          - { name: mask, on: both, then: mask, when: { findings: [EMAIL, PHONE, CREDIT_CARD, US_SSN, API_KEY] } }
          - { name: block, on: request, then: block, when: { text: '(?i)\bdump all (passwords|credentials)\b' } }
        """;

    private static readonly string[] Words =
        ["the", "customer", "asked", "for", "an", "invoice", "of", "March", "and", "we", "answered", "that", "order", "4711", "was", "sent", "on", "Monday", "to", "the", "warehouse", "in", "Ghent."];

    public static Task<int> RunAsync(string[] args)
    {
        var turns = args is [var given, ..] ? int.Parse(given, CultureInfo.InvariantCulture) : 100;
        var policy = PolicySet.Compile([new PolicySource("pol_1", "benchmark", 1, Policy)]).Policy ?? throw new InvalidOperationException("The policy does not compile.");
        var keys = new MaskingKeys(new byte[MaskingKeys.KeyBytes], new byte[MaskingKeys.KeyBytes]);
        var (without, with) = (new List<double[]>(), new List<double[]>());
        for (var i = 0; i < Conversations; i++)
        {
            var bodies = Bodies(turns, new Random(i));
            without.Add(Time(new Inspector(policy, keys, "skl_1"), bodies));
            with.Add(Time(new Inspector(policy, keys, "skl_1", new InspectionCache()), bodies));
        }
        Console.WriteLine($"{"turn",5} {"body",10} {"without",12} {"with",12} {"ratio",8}");
        foreach (var turn in (int[])[1, 2, 10, turns / 2, turns])
        {
            var (plain, cached) = (Middle(without, turn), Middle(with, turn));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{turn,5} {turn * TurnCharacters / 1024,7} KiB {plain,9:N0} us {cached,9:N0} us {plain / cached,7:N1}x"));
        }
        return Task.FromResult(0);
    }

    private static double Middle(List<double[]> conversations, int turn) => conversations.Select(times => times[turn - 1]).Order().ElementAt(conversations.Count / 2);

    private static double[] Time(Inspector inspector, List<byte[]> bodies) => [.. bodies.Select(body =>
    {
        var start = Stopwatch.GetTimestamp();
        inspector.InspectRequest(body, EndpointFamily.Messages);
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    })];

    private static List<byte[]> Bodies(int turns, Random random)
    {
        var (messages, bodies) = (new List<object>(), new List<byte[]>());
        for (var turn = 0; turn < turns; turn++)
        {
            messages.Add(new { role = turn % 2 == 0 ? "user" : "assistant", content = Text(random) });
            bodies.Add(JsonSerializer.SerializeToUtf8Bytes(new { model = "claude-x", max_tokens = 1000, messages }));
        }
        return bodies;
    }

    private static string Text(Random random)
    {
        var text = new StringBuilder($"Write to user{random.Next()}@example.com. ");
        while (text.Length < TurnCharacters)
            text.Append(Words[random.Next(Words.Length)]).Append(' ');
        return text.ToString();
    }
}
