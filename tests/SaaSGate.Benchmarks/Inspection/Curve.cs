using System.Globalization;

namespace SaaSGate.Benchmarks.Inspection;

/// <summary>Precision and recall at thresholds from low to high: a policy trades one for the other.</summary>
internal static class Curve
{
    public static readonly double[] Thresholds = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95];

    public static TextTable Of(string name, Func<double, Tally> score) => Of([(name, score)]);

    /// <summary>A line each; those without any finding at any threshold are left out.</summary>
    public static TextTable Of(IReadOnlyList<(string Name, Func<double, Tally> Score)> lines)
    {
        var table = new TextTable(["precision/recall", .. Thresholds.Select(threshold => threshold.ToString("0.0#", CultureInfo.InvariantCulture))]);
        foreach (var (name, score) in lines)
        {
            var tallies = Array.ConvertAll(Thresholds, threshold => score(threshold));
            if (tallies.Any(tally => tally.Hits + tally.False > 0))
                table.Add([name, .. tallies.Select(tally => $"{TextTable.Text(tally.Precision, "0.00")}/{TextTable.Text(tally.Recall, "0.00")}")]);
        }
        return table;
    }
}
