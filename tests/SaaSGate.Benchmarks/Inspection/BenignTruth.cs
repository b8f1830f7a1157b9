using System.Globalization;

namespace SaaSGate.Benchmarks.Inspection;

/// <summary>
/// Structured values that do stand in benign prompts. The corpus does not label them; these were read by hand, prompt by
/// prompt, where a detector found one. What is found beyond them is false until somebody has read it too.
/// </summary>
internal static class BenignTruth
{
    /// <summary>What ids of prompts begin with.</summary>
    public const string Prefix = "dev-exf-";

    /// <summary>Numbers of prompts that hold values of a type.</summary>
    private static readonly Dictionary<string, int[]> Prompts = new()
    {
        ["ADDRESS"] = [265, 267, 268, 269, 271, 272, 277, 280, 281, 282, 283, 285, 294, 295, 296, 362, 825, 1045, 1047],
        ["AGE"] = [844],
        ["DATE"] = [844],
        ["EMAIL"] = [265, 267, 268, 269, 271, 272, 273, 277, 280, 281, 282, 285, 288, 293, 294, 295, 296, 926, 1033],
        ["URL"] = [285, 306, 341, 342, 687, 934],
        ["IBAN"] = [788],
        ["PHONE"] = [1062],
    };

    public static bool Holds(string id, string type) =>
        Prompts.TryGetValue(type, out var prompts) && prompts.Contains(int.Parse(id.AsSpan(Prefix.Length), CultureInfo.InvariantCulture));
}
