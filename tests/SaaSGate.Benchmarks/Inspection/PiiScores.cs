namespace SaaSGate.Benchmarks.Inspection;

/// <summary>Precision, recall and F1 on the labelled texts, a table a source.</summary>
internal static class PiiScores
{
    private const string Together = "together";

    /// <summary>Sources whose structured values are all valid: the goals for these are set over all three.</summary>
    private static readonly string[] Valid = ["presidio-research", "ambientmeta", "datafog"];

    public static void Print(InspectionOptions options, Output output)
    {
        var sources = GoldSource.Read(Path.Combine(options.Data, "pii"), options.Source);
        if (sources.Count == 0)
            output.OnlyHere($"pii/sources.json has no source {options.Source}.");
        foreach (var source in sources)
            PrintSource(source, options, output);
        if (Valid.All(name => sources.Any(source => source.Name == name)))
            PrintSource(GoldSource.Join(string.Join(", ", Valid), [.. sources.Where(source => Valid.Contains(source.Name))]), options, output);
    }

    private static void PrintSource(GoldSource source, InspectionOptions options, Output output)
    {
        var rows = source.Rows.Where(row => options.Rows == RowChoice.All || row.IsHeldOut == (options.Rows == RowChoice.HeldOut)).ToList();
        var matches = Score(rows, options.Threshold, options.Type);
        var heldOut = matches.Where(match => match.Row.IsHeldOut).Select(match => match.Match).ToList();
        var all = matches.ConvertAll(match => match.Match);
        output.Heading($"{source.Name}: {rows.Count} texts{Name(options.Rows)}");
        var both = options.Rows == RowChoice.All;
        TextTable table = both
            ? new("type", "values", "precision", "recall", "F1", "held out", "precision", "recall", "F1", "goal")
            : new("type", "values", "precision", "recall", "F1", "goal");
        foreach (var type in Types(source, options.Type))
            Add(type, type);
        if (options.Type is null)
            Add(Together, null);
        output.Table(table);
        if (options.Curve)
            output.Table(CurveOf(source, rows, options.Type));
        Examples.Print(matches, options.Errors, output);

        void Add(string name, string? type)
        {
            var tally = Tally.Sum(all.Select(match => match.Tally(type)));
            var goal = Goals.Text(source.Name, name, tally, Tally.Sum(heldOut.Select(match => match.Tally(type))));
            string[] cells = [name, .. Cells(tally), .. both ? Cells(Tally.Sum(heldOut.Select(match => match.Tally(type)))) : [], goal];
            if (tally != default)
                table.Add(cells);
        }
    }

    private static List<(GoldRow Row, Match Match)> Score(List<GoldRow> rows, double threshold, string? type)
    {
        var reader = new Reader(threshold);
        return rows.ConvertAll(row => (row, Match.Of(reader.Spans(row.Text).Where(span => Counts(row, span)), row.Spans.Where(span => Counts(row, span)), row.Ignore)));

        bool Counts(GoldRow row, Span span) => row.Types.Contains(span.Type) && (type is null || span.Type == type);
    }

    private static TextTable CurveOf(GoldSource source, List<GoldRow> rows, string? only)
    {
        var scored = Curve.Thresholds.ToDictionary(threshold => threshold, threshold => Score(rows, threshold, only));
        string?[] types = [.. Types(source, only), .. only is null ? [(string?)null] : Array.Empty<string?>()];
        return Curve.Of([.. types.Select(type => (type ?? Together, (Func<double, Tally>)(threshold => Tally.Sum(scored[threshold].Select(match => match.Match.Tally(type))))))]);
    }

    private static IEnumerable<string> Types(GoldSource source, string? only) => source.Types.Where(type => only is null || type == only).Order(StringComparer.Ordinal);

    private static string[] Cells(Tally tally) =>
        [TextTable.Text(tally.Gold), TextTable.Text(tally.Precision), TextTable.Text(tally.Recall), TextTable.Text(tally.F1)];

    private static string Name(RowChoice rows) => rows switch
    {
        RowChoice.HeldOut => " kept out of training",
        RowChoice.Training => " of the training part",
        _ => "",
    };
}
