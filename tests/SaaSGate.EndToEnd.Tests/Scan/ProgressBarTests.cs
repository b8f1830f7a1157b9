using Microsoft.Extensions.Time.Testing;
using SaaSGate.Scanning;
using Xunit;

namespace SaaSGate.EndToEnd.Tests.Scan;

public sealed class ProgressBarTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly StringWriter _terminal = new();

    public void Dispose() => _terminal.Dispose();

    [Fact]
    public void Shows_how_far_it_is_at_most_ten_times_a_second_and_goes_away()
    {
        var bar = new ProgressBar(_terminal, 20_000_000, _time);
        bar.Report(1, 1, "lines");
        Assert.Equal("", _terminal.ToString());
        _time.Advance(TimeSpan.FromSeconds(2));
        bar.Report(5_000_000, 1234, "lines");
        bar.Report(5_000_001, 1235, "lines");
        Assert.Equal($"\r\e[K[{new string('#', 7)}{new string('.', 23)}] 25 %  1,234 lines, 5.0 MB, 2.5 MB/s", _terminal.ToString());
        bar.Clear();
        bar.Clear();
        Assert.EndsWith("MB/s\r\e[K", _terminal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Shows_no_share_where_nobody_knows_how_much_there_is()
    {
        var bar = new ProgressBar(_terminal, total: null, _time);
        _time.Advance(TimeSpan.FromSeconds(1));
        bar.Report(1_000_000, 2, "files");
        Assert.Equal("\r\e[K2 files, 1.0 MB, 1.0 MB/s", _terminal.ToString());
    }
}
