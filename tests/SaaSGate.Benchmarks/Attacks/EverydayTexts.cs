using System.Text.Json;

namespace SaaSGate.Benchmarks.Attacks;

/// <summary>Ordinary mails, sentences and records of the corpora for personal data: contents without any attack.</summary>
internal static class EverydayTexts
{
    private const int Most = 1500, Every = 5;

    /// <summary>Four of five rows, to learn from; the others are left for tests.</summary>
    public static List<string> Read(string root) => [.. All(root).Where((_, index) => index % Every != 0).Take(Most)];

    /// <summary>The rows that are never learnt from.</summary>
    public static List<string> ReadHeldBack(string root) => [.. All(root).Where((_, index) => index % Every == 0)];

    private static IEnumerable<string> All(string root)
    {
        var folder = Path.Combine(root, "pii");
        foreach (var name in (string[])["ambientmeta.jsonl", "presidio-research.jsonl"])
            foreach (var line in File.ReadLines(Path.Combine(folder, name)))
            {
                using var json = JsonDocument.Parse(line);
                yield return json.RootElement.GetProperty("text").GetString()!;
            }
    }
}
