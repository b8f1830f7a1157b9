using System.Text.Json;

namespace SaaSGate.Benchmarks.Attacks;

/// <summary>Reads <c>exfil/prompts.jsonl</c> and deals its rows to folds.</summary>
internal static class AttackCorpus
{
    public const int Folds = 5;

    /// <summary>Shared three-word sequences above which two rows are near-duplicates (Jaccard).</summary>
    private const double Near = 0.5;

    /// <summary>
    /// The rows, in the file's order. Near-duplicates make one group and a group lies in one fold. Groups of a category, in the
    /// order of their first rows, go each to the fold that has the fewest rows of the category so far.
    /// </summary>
    public static List<AttackPrompt> Read(string root)
    {
        var rows = new List<AttackPrompt>();
        foreach (var line in File.ReadLines(Path.Combine(root, "exfil", "prompts.jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            string Get(string name) => json.RootElement.GetProperty(name).GetString()!;
            rows.Add(new AttackPrompt(Get("text"), Get("label"), Get("category"), Get("source")));
        }
        Deal(rows);
        return rows;
    }

    private static void Deal(List<AttackPrompt> rows)
    {
        var groups = Group(rows);
        var total = new int[Folds];
        var counts = new Dictionary<string, int[]>(StringComparer.Ordinal);
        foreach (var group in groups)
        {
            var category = group[0].Category;
            if (!counts.TryGetValue(category, out var count))
                counts[category] = count = new int[Folds];
            var fold = Enumerable.Range(0, Folds).MinBy(each => (count[each], total[each]));
            foreach (var row in group)
            {
                row.Fold = fold;
                count[fold]++;
                total[fold]++;
            }
        }
    }

    private static List<List<AttackPrompt>> Group(List<AttackPrompt> rows)
    {
        var shingles = rows.ConvertAll(row => Shingles(row.Text));
        var leader = Enumerable.Range(0, rows.Count).ToArray();
        for (var i = 0; i < rows.Count; i++)
            for (var j = 0; j < i; j++)
                if (Jaccard(shingles[i], shingles[j]) >= Near)
                    Join(i, j);
        return [.. Enumerable.Range(0, rows.Count).GroupBy(Leader).Select(group => group.Select(index => rows[index]).ToList())];

        int Leader(int index) => leader[index] == index ? index : leader[index] = Leader(leader[index]);

        void Join(int i, int j)
        {
            var (a, b) = (Leader(i), Leader(j));
            leader[Math.Max(a, b)] = Math.Min(a, b);
        }
    }

    private static HashSet<string> Shingles(string text)
    {
        var words = new string([.. text.Select(c => char.IsLetterOrDigit(c) ? char.ToLowerInvariant(c) : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var shingles = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i + 3 <= words.Length; i++)
            shingles.Add(string.Join(' ', words, i, 3));
        if (words.Length < 3)
            shingles.Add(string.Join(' ', words));
        return shingles;
    }

    private static double Jaccard(HashSet<string> a, HashSet<string> b)
    {
        if (Math.Min(a.Count, b.Count) < Near * Math.Max(a.Count, b.Count))
            return 0;
        var both = a.Count(b.Contains);
        return (double)both / (a.Count + b.Count - both);
    }
}
