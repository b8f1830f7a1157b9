using System.Text.Json;

namespace SaaSGate.Benchmarks.Throughput;

/// <summary>What is asked: a request of about 2 KB, three turns of a conversation with an address and a telephone number in it.</summary>
internal sealed record Workload(string Name, byte[] Body)
{
    private const string Instructions =
        "You triage support tickets of a company that sells measuring instruments. Read the ticket, say in one sentence what the customer wants, "
        + "choose one queue of: billing, delivery, repair, other, and set the urgency to low, normal or high. A customer who cannot work is urgent. "
        + "Never promise a date. Answer in English, whatever the language of the ticket, and name the queue last.";

    private const string Ticket =
        "Good morning, the thickness gauge that we bought from you in spring shows an error since yesterday when it is switched on. We have changed the "
        + "batteries and put it to the charger over night, but it stays as it is. The serial number is on the back: TG-2207-18. Our people need it on a "
        + "building site next week. Please call me at (212) 555-0187 or write to dana.meyer@example.com. Many thanks in advance, Dana Meyer, Meyer & Sons.";

    private const string Earlier =
        "The customer reports a thickness gauge, type TG, that shows an error at power-on since yesterday; fresh batteries and charging did not help. "
        + "They need it on a building site next week, so work is at risk. Urgency: high. Queue: repair";

    private const string Question =
        "Thank you. The customer has written again: the display now shows E-17 and a beep comes every ten seconds. The invoice is from March, so the "
        + "warranty should still hold. Say what to ask the customer next, whether a replacement from stock is possible under the rules above, and "
        + "write the short note for the repair desk: what it is, what was tried, what is needed, and by whom it is to be looked at first.";

    /// <summary>JSON answers, streams that arrive in one piece, and streams of which each delta comes by itself.</summary>
    public static IReadOnlyList<Workload> All { get; } =
    [
        new("JSON", Request(stream: false, "")),
        new("SSE, 100 deltas in one write", Request(stream: true, "")),
        new("SSE, 100 deltas, each flushed", Request(stream: true, " [[sim: fast flush]]")),
    ];

    private static byte[] Request(bool stream, string directive) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        model = "claude-sonnet-4-5",
        max_tokens = 1024,
        stream,
        system = Instructions,
        messages = new[]
        {
            new { role = "user", content = Ticket },
            new { role = "assistant", content = Earlier },
            new { role = "user", content = Question + directive },
        },
    });
}
