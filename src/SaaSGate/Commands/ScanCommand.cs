using System.CommandLine;
using Microsoft.Win32.SafeHandles;
using SaaSGate.Inspection;
using SaaSGate.Scanning;

namespace SaaSGate.Commands;

/// <summary><c>saasgate scan</c>: the gateway's inspection over files, or over texts a line.</summary>
internal sealed class ScanCommand : Command
{
    /// <summary>Exit code where something could not be read or an option is wrong.</summary>
    public const int Failed = 2;

    private const int Done = 0, Found = 1;
    private const string KeyVariable = "SAASGATE_LABEL_KEY";

    private readonly Argument<string[]> _files = new("FILE") { Description = "Files to read; - is standard input.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<bool> _jsonLines = new("--jsonl")
    {
        Description = "Read {\"id\",\"text\"} a line from standard input and write {\"id\",\"findings\":[{\"start\",\"end\",\"type\",\"score\",\"detector\"}],\"masked\"} a line; "
            + "start and end count UTF-16 units, end is one past the last.",
    };

    private readonly Option<string?> _policy = new("--policy") { Description = "A policy (YAML): find what its rules name, mask what they mask." };
    private readonly Option<string?> _types = new("--types") { Description = $"Only these types, with commas: {string.Join(',', TextInspector.Types.Order(StringComparer.Ordinal))}." };
    private readonly Option<double?> _threshold = new("--threshold") { Description = "Least score, 0 to 1 (default 0.5; with --policy its rules decide)." };
    private readonly Option<string?> _labelKey = new("--label-key")
    {
        Description = $"Key of the labels in \"masked\": 64 hexadecimal digits (also by {KeyVariable}, which keeps it off the command line). The same key gives the same value the same label; "
            + "without one each run draws its own. They are never the labels of a gateway.",
    };

    public ScanCommand()
        : base(
            "scan",
            "Find and mask personal data and secrets in files, or in texts a line. Exit code with files: 0 nothing found, 1 something found, 2 something could not be read; "
                + "with --jsonl: 0 done, 2 a line could not be read.")
    {
        Arguments.Add(_files);
        Options.Add(_jsonLines);
        Options.Add(_policy);
        Options.Add(_types);
        Options.Add(_threshold);
        Options.Add(_labelKey);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var key = parsed.GetValue(_labelKey) ?? (Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } named ? named : null);
        var options = new ScanOptions(parsed.GetValue(_files) ?? [], parsed.GetValue(_jsonLines), parsed.GetValue(_policy), parsed.GetValue(_types), parsed.GetValue(_threshold), key);
        try
        {
            if (options.JsonLines == options.Files.Count > 0)
                throw new ScanException("Name the files to scan, or give --jsonl and texts on standard input: not both.");
            var inspector = ScanInspector.Create(options);
            return options.JsonLines ? await ScanLinesAsync(inspector, cancellation) : await ScanFilesAsync(inspector, options.Files, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped. What is written is done.");
            return Failed;
        }
        catch (Exception problem) when (problem is ScanException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return Failed;
        }
    }

    private static async Task<int> ScanLinesAsync(TextInspector inspector, CancellationToken cancellation)
    {
        // A stream over the handle knows how long a file is that was redirected here.
        await using var input = new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);
        await using var output = new BufferedStream(Console.OpenStandardOutput(), 1 << 16);
        var progress = Progress(input.CanSeek ? input.Length : null);
        return await new JsonLinesScan(inspector, Console.Error, progress).RunAsync(input, output, cancellation) ? Done : Failed;
    }

    private static async Task<int> ScanFilesAsync(TextInspector inspector, IReadOnlyList<string> files, CancellationToken cancellation)
    {
        var colour = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb" && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        var scan = new FileScan(inspector, new FindingPrinter(Console.Out, colour), Console.Error, Progress(total: null));
        var (findings, complete) = await scan.RunAsync(files, cancellation);
        return !complete ? Failed : findings > 0 ? Found : Done;
    }

    /// <summary>On standard error, where that is a terminal and nothing else is printed there.</summary>
    private static ProgressBar Progress(long? total) =>
        new(!Console.IsErrorRedirected && Console.IsOutputRedirected ? Console.Error : null, total, TimeProvider.System);
}
