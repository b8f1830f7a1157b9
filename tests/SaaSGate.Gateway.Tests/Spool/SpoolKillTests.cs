using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using SaaSGate.Gateway.Spool;
using Xunit;
using static SaaSGate.Gateway.Tests.Spool.SpoolDirectory;

namespace SaaSGate.Gateway.Tests.Spool;

public sealed class SpoolKillTests
{
    [Fact]
    public async Task Holds_every_record_that_a_killed_process_said_it_wrote()
    {
        using var directory = new SpoolDirectory();
        var told = 0ul;
        for (var round = 0; round < 6; round++)
        {
            told = Math.Max(told, await WriteAndKillAsync(directory.Path, lines: 200 + 317 * round));

            await using var spool = RecordSpool.Open(SpoolWriterProcess.Options(directory.Path), NullLoggerFactory.Instance);
            var records = await ReadAllAsync(spool, spool.TrimmedSequence + 1, maxBytes: 1 << 20);
            Assert.True(spool.Head.Sequence >= told, $"Record {told} was written, {spool.Head.Sequence} is the last there.");
            Assert.Equal(spool.Head.Sequence - spool.TrimmedSequence, (ulong)records.Count);
            Assert.All(records, record => Assert.Equal(Payload(record.Sequence, (int)(record.Sequence * 131 % 2000)), record.Payload));
            spool.Trim(spool.Head.Sequence / 2);
        }
    }

    private static async Task<ulong> WriteAndKillAsync(string directory, int lines)
    {
        using var process = SpoolWriterProcess.Start(directory);
        var last = 0ul;
        for (var read = 0; await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line; read++)
        {
            // The last line may be cut short, and then names a record before it.
            if (line.Length > 2)
                last = Math.Max(last, ulong.Parse(line.AsSpan(2), CultureInfo.InvariantCulture));
            if (read == lines)
                process.Kill();
        }
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(last > 0);
        return last;
    }
}
