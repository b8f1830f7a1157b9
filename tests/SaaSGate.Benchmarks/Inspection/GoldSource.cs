using System.Text.Json;

namespace SaaSGate.Benchmarks.Inspection;

/// <summary>Labelled texts of one origin.</summary>
/// <param name="Name">Name of its file.</param>
/// <param name="Types">The types that it labels.</param>
/// <param name="Rows">Its texts.</param>
internal sealed record GoldSource(string Name, IReadOnlySet<string> Types, IReadOnlyList<GoldRow> Rows)
{
    /// <summary>Reads all sources of a folder, or the one of a name.</summary>
    public static IReadOnlyList<GoldSource> Read(string folder, string? only)
    {
        using var index = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "sources.json")));
        return
        [
            .. from source in index.RootElement.EnumerateObject()
               where only is null || source.Name == only
               let types = source.Value.GetProperty("annotated_types").EnumerateArray().Select(type => type.GetString()!).ToHashSet(StringComparer.Ordinal)
               select new GoldSource(source.Name, types, [.. JsonLines.Read(Path.Combine(folder, source.Name + ".jsonl")).Select(row => ReadRow(row, types))]),
        ];
    }

    /// <summary>Several sources as one; each text keeps the types of its own.</summary>
    public static GoldSource Join(string name, IReadOnlyList<GoldSource> sources) =>
        new(name, sources.SelectMany(source => source.Types).ToHashSet(StringComparer.Ordinal), [.. sources.SelectMany(source => source.Rows)]);

    private static GoldRow ReadRow(JsonElement row, HashSet<string> types) => new(
        row.GetProperty("id").GetString()!,
        row.GetProperty("text").GetString()!,
        types,
        ReadSpans(row, "spans", "type"),
        ReadSpans(row, "ignore", "source_type"));

    private static List<Span> ReadSpans(JsonElement row, string name, string type) => row.TryGetProperty(name, out var spans)
        ? [.. spans.EnumerateArray().Select(span => new Span(span.GetProperty("start").GetInt32(), span.GetProperty("end").GetInt32(), span.GetProperty(type).GetString()!))]
        : [];
}
