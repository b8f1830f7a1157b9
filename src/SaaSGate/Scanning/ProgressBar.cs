using System.Globalization;

namespace SaaSGate.Scanning;

/// <summary>One line that is drawn over again while a long scan runs. Draws nothing without a terminal.</summary>
/// <param name="terminal">Where it is drawn; null for nowhere.</param>
/// <param name="total">All bytes that there are; null where nobody knows.</param>
/// <param name="time">When to draw.</param>
internal sealed class ProgressBar(TextWriter? terminal, long? total, TimeProvider time)
{
    private const int Cells = 30;

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(100);

    private readonly long _began = time.GetTimestamp();
    private long _drawn = time.GetTimestamp();
    private bool _visible;

    /// <summary>Tells how far it is.</summary>
    /// <param name="bytes">Bytes read.</param>
    /// <param name="count">How many of what was done.</param>
    /// <param name="what">Its name.</param>
    public void Report(long bytes, long count, string what)
    {
        if (terminal is null || time.GetElapsedTime(_drawn) < Between)
            return;
        _drawn = time.GetTimestamp();
        var rate = bytes / 1e6 / time.GetElapsedTime(_began).TotalSeconds;
        terminal.Write(string.Create(CultureInfo.InvariantCulture, $"\r\e[K{Bar(bytes)}{count:N0} {what}, {bytes / 1e6:N1} MB, {rate:N1} MB/s"));
        _visible = true;
    }

    /// <summary>Takes the line away: something else is written, or all is done.</summary>
    public void Clear()
    {
        if (!_visible)
            return;
        terminal?.Write("\r\e[K");
        _visible = false;
    }

    private string Bar(long bytes)
    {
        if (total is not > 0)
            return "";
        var share = Math.Clamp((double)bytes / total.Value, 0, 1);
        var full = (int)(share * Cells);
        return string.Create(CultureInfo.InvariantCulture, $"[{new string('#', full)}{new string('.', Cells - full)}] {share:P0}  ");
    }
}
