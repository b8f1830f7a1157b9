using SaaSGate.Inspection;

namespace SaaSGate.Benchmarks.Inspection;

/// <summary>Benign prompts in which nothing is found, joined to texts of the size of a document.</summary>
internal static class CleanText
{
    private const int Units = 16 << 10;

    /// <summary>Texts of 16 Ki units, together about <paramref name="total"/> units.</summary>
    public static List<string> Read(string data, int total)
    {
        var reader = new Reader(TextInspector.DefaultThreshold);
        var prompts = BenignScores.Read(data).Select(prompt => prompt.Text).Where(text => reader.Findings(text).Count == 0).ToList();
        // Texts and deltas are cut by the unit, so there are no units that go in pairs.
        var all = string.Concat(string.Join("\n\n", prompts).Where(unit => !char.IsSurrogate(unit)));
        if (all.Length == 0)
            throw new InvalidOperationException("Something is found in every benign prompt.");
        while (all.Length <= Units)
            all += all;
        var texts = new List<string>();
        for (var at = 0; texts.Count * Units < total; at = (at + Units) % (all.Length - Units))
            texts.Add(all.Substring(at, Units));
        return texts;
    }
}
