using System.Globalization;

namespace SaaSGate.Benchmarks.Inspection;

/// <summary>A table in Markdown that can be read as it stands: the first column to the left, figures to the right.</summary>
internal sealed class TextTable(params string[] heads)
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells) => _rows.Add([.. cells, .. Enumerable.Repeat("", heads.Length - cells.Length)]);

    public IEnumerable<string> Lines()
    {
        var widths = heads.Select((head, column) => Math.Max(head.Length, _rows.Select(row => row[column].Length).DefaultIfEmpty().Max())).ToArray();
        yield return Line(heads, widths);
        yield return $"|{string.Join('|', widths.Select((width, column) => column == 0 ? new string('-', width + 2) : new string('-', width + 1) + ":"))}|";
        foreach (var row in _rows)
            yield return Line(row, widths);
    }

    public static string Text(double? figure, string format = "0.000") => figure?.ToString(format, CultureInfo.InvariantCulture) ?? "";

    public static string Text(int figure) => figure.ToString(CultureInfo.InvariantCulture);

    private static string Line(string[] cells, int[] widths) =>
        $"| {string.Join(" | ", cells.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column])))} |";
}
