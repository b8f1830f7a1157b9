using System.Collections.Concurrent;
using System.Text.Json;

namespace SaaSGate.Simulator.Replays;

/// <summary>Recorded answers in a folder, found by id through its <c>manifest.jsonl</c>.</summary>
internal sealed class RecordedExchanges(SimulatorOptions options)
{
    private readonly Lazy<Dictionary<string, Row>> _rows = new(() => Read(options.ReplayFolder));
    private readonly ConcurrentDictionary<string, byte[]> _bodies = new();

    /// <summary>The recorded answer; null when there is no such id, or no folder.</summary>
    public async Task<ReplayedAnswer?> FindAsync(string id, int? chunkSize, CancellationToken cancellation)
    {
        if (!_rows.Value.TryGetValue(id, out var row))
            return null;
        if (!_bodies.TryGetValue(id, out var body))
            _bodies[id] = body = await File.ReadAllBytesAsync(Path.Combine(options.ReplayFolder!, row.File), cancellation);
        return new ReplayedAnswer(body, row.ContentType, row.Status, chunkSize);
    }

    private static Dictionary<string, Row> Read(string? folder)
    {
        var rows = new Dictionary<string, Row>();
        var manifest = folder is null ? null : Path.Combine(folder, "manifest.jsonl");
        if (!File.Exists(manifest))
            return rows;
        foreach (var line in File.ReadLines(manifest))
        {
            using var json = JsonDocument.Parse(line);
            var row = json.RootElement;
            if (row.GetProperty("response_file").GetString() is not { } file)
                continue;
            var recorded = row.TryGetProperty("response_headers", out var headers) && headers.TryGetProperty("content-type", out var type)
                ? type.GetString()
                : null;
            var fallback = Path.GetExtension(file) switch { ".sse" => "text/event-stream; charset=utf-8", ".txt" => "application/x-jsonl", _ => "application/json" };
            rows[row.GetProperty("id").GetString()!] = new Row(file, recorded ?? fallback, row.GetProperty("status").GetInt32());
        }

        return rows;
    }

    private sealed record Row(string File, string ContentType, int Status);
}
