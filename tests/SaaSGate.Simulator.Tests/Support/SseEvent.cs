using System.Text.Json;

namespace SaaSGate.Simulator.Tests.Support;

/// <summary>An event of a stream.</summary>
public sealed record SseEvent(string Name, JsonElement Data)
{
    /// <summary>Reads a stream that is framed throughout with the newline given.</summary>
    public static IReadOnlyList<SseEvent> ReadAll(string text, string newline = "\n") =>
    [
        .. text.Split(newline + newline, StringSplitOptions.RemoveEmptyEntries).Select(frame =>
        {
            var lines = frame.Split(newline);
            if (lines is not [var name, var data] || !name.StartsWith("event: ", StringComparison.Ordinal) || !data.StartsWith("data: ", StringComparison.Ordinal))
                throw new FormatException($"Not an event: {frame}");
            return new SseEvent(name["event: ".Length..], JsonDocument.Parse(data["data: ".Length..]).RootElement);
        }),
    ];

    /// <summary>The deltas of a type, each by its field.</summary>
    public static IReadOnlyList<string> Deltas(IEnumerable<SseEvent> events, string type, string field) =>
    [
        .. events.Where(e => e.Name == "content_block_delta")
            .Select(e => e.Data.GetProperty("delta"))
            .Where(delta => delta.GetProperty("type").GetString() == type)
            .Select(delta => delta.GetProperty(field).GetString()!),
    ];

    public static IReadOnlyList<string> Texts(IEnumerable<SseEvent> events) => Deltas(events, "text_delta", "text");
}
