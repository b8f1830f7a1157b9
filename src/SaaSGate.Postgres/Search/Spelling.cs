namespace SaaSGate.Postgres.Search;

/// <summary>How far words are from each other: letters left out, added, changed, or two that changed places.</summary>
internal static class Spelling
{
    private const int LongWord = 8;

    /// <summary>Whether one may be meant by the other: one slip, two in a long word.</summary>
    public static bool MayMean(string written, string known) => Distance(written, known) <= (written.Length >= LongWord ? 2 : 1);

    /// <summary>Slips between two words.</summary>
    public static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
            for (var j = 1; j <= b.Length; j++)
            {
                var same = a[i - 1] == b[j - 1] ? 0 : 1;
                rows[i, j] = Math.Min(Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + same);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }

        return rows[a.Length, b.Length];
    }
}
