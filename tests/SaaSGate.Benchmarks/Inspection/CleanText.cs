using SaaSGate.Inspection;

namespace SaaSGate.Benchmarks.Inspection;

/// <summary>Benign prompts in which no name stands and nothing is found, joined to texts of the size of a page.</summary>
internal static class CleanText
{
    private const int Units = 4 << 10;

    /// <summary>Texts of 4 Ki units, together about <paramref name="total"/> units.</summary>
    public static List<string> Read(string data, int total)
    {
        var reader = new Reader(TextInspector.DefaultThreshold);
        var names = new BenignNames();
        var prompts = BenignScores.Read(data).Where(prompt => names.AreNone(prompt.Id) && reader.Findings(prompt.Text).Count == 0).Select(prompt => prompt.Text).ToList();
        // Texts and deltas are cut by the unit, so there are no units that go in pairs.
        var all = string.Concat(string.Join("\n\n", prompts).Where(unit => !char.IsSurrogate(unit)));
        if (all.Length == 0)
            throw new InvalidOperationException("Something is found in every benign prompt.");
        while (all.Length <= Units)
            all += all;
        // Where two prompts meet, something may seem to stand that neither has.
        var clean = Enumerable.Range(0, all.Length / Units).Select(at => all.Substring(at * Units, Units)).Where(text => reader.Findings(text).Count == 0).ToList();
        if (clean.Count == 0)
            throw new InvalidOperationException("Something is found in every text.");
        var texts = new List<string>();
        for (var at = 0; texts.Count * Units < total; at = (at + 1) % clean.Count)
            texts.Add(clean[at]);
        return texts;
    }
}
