using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using SaaSGate.Gateway.Spool;

namespace SaaSGate.Gateway.Tests.Spool;

/// <summary>
/// A process that appends until it is killed: this very executable, started with a variable that makes it write instead of
/// test. It prints <c>w N</c> when record N was written, <c>d N</c> when it was durable.
/// </summary>
internal static class SpoolWriterProcess
{
    private const string Variable = "SAASGATE_TEST_SPOOL_WRITER";
    private const int Writers = 4;

    public static SpoolOptions Options(string directory) =>
        new() { Directory = directory, SegmentBytes = 1 << 20, MaxBytes = 1 << 30 };

    public static Process Start(string directory)
    {
        var executable = Path.Combine(AppContext.BaseDirectory, typeof(SpoolWriterProcess).Assembly.GetName().Name + (OperatingSystem.IsWindows() ? ".exe" : ""));
        var start = new ProcessStartInfo(executable) { RedirectStandardOutput = true };
        start.Environment[Variable] = directory;
        return Process.Start(start)!;
    }

    /// <summary>Where to write, in the process that writes; null in the one that tests.</summary>
    public static string? Directory => Environment.GetEnvironmentVariable(Variable);

    public static async Task<int> RunAsync(string directory)
    {
        await using var spool = RecordSpool.Open(Options(directory), NullLoggerFactory.Instance);
        using var output = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });
        await Parallel.ForAsync(0, Writers, async (_, _) =>
        {
            while (spool.TryReserve(2 * RecordSpool.CostOf(2000)) is { } room)
                using (room)
                {
                    output.WriteLine(Line('w', room.Append(0, Build)));
                    output.WriteLine(Line('d', await room.AppendDurableAsync(0, Build)));
                }
        });
        return 0;

        static void Build(System.Buffers.IBufferWriter<byte> writer, ulong sequence, int _) =>
            System.Buffers.BuffersExtensions.Write(writer, SpoolDirectory.Payload(sequence, (int)(sequence * 131 % 2000)));

        static string Line(char kind, ulong sequence) => string.Create(CultureInfo.InvariantCulture, $"{kind} {sequence}");
    }
}
