using System.Text.Json;

namespace SaaSGate.Benchmarks.Inspection;

/// <summary>A file with one JSON object a line.</summary>
internal static class JsonLines
{
    public static IEnumerable<JsonElement> Read(string file)
    {
        foreach (var line in File.ReadLines(file))
        {
            if (string.IsNullOrWhiteSpace(line))
                continue;
            using var document = JsonDocument.Parse(line);
            yield return document.RootElement.Clone();
        }
    }
}
