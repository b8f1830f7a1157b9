using System.Globalization;
using SaaSGate.Inspection;

namespace SaaSGate.Scanning;

/// <summary>Reads files whole and prints what is found in them, for a person. A file that cannot be read is told and left out.</summary>
internal sealed class FileScan(TextInspector inspector, FindingPrinter printer, TextWriter errors, ProgressBar progress)
{
    /// <summary>Largest file: its text is held in memory, since a value may span lines.</summary>
    private const long MaxBytes = 256 << 20;

    private readonly SortedDictionary<string, int> _types = new(StringComparer.Ordinal);
    private int _filesWithFindings;

    /// <returns>How many findings there are, and whether every file could be read.</returns>
    public async Task<(int Findings, bool Complete)> RunAsync(IReadOnlyList<string> files, CancellationToken cancellation)
    {
        var (complete, bytes) = (true, 0L);
        for (var i = 0; i < files.Count; i++)
        {
            try
            {
                var text = await ReadAsync(files[i], cancellation);
                bytes += text.Length;
                Print(files[i], text);
            }
            catch (Exception unreadable) when (unreadable is ScanException or IOException or UnauthorizedAccessException)
            {
                progress.Clear();
                errors.WriteLine($"{files[i]}: {unreadable.Message}");
                complete = false;
            }
            progress.Report(bytes, i + 1, "files");
        }
        progress.Clear();
        Summarise(files.Count);
        return (_types.Values.Sum(), complete);
    }

    private static async Task<string> ReadAsync(string file, CancellationToken cancellation)
    {
        if (Directory.Exists(file))
            throw new ScanException("This is a folder. Name its files, for example with **/*.");
        if (file != "-" && !File.Exists(file))
            throw new ScanException(file.StartsWith('-') ? "There is no such option, and no such file. --help lists the options." : "There is no such file.");
        await using Stream stream = file == "-" ? Console.OpenStandardInput() : File.OpenRead(file);
        if (stream.CanSeek && stream.Length > MaxBytes)
            throw new ScanException($"The file is larger than {MaxBytes >> 20} MiB. Split it, or give its texts a line each to --jsonl.");
        using var reader = new StreamReader(stream);
        var text = await reader.ReadToEndAsync(cancellation).WaitAsync(cancellation);
        return text.Contains('\0', StringComparison.Ordinal) ? throw new ScanException("This is no text: it holds zero bytes. Leave it out.") : text;
    }

    private void Print(string file, string text)
    {
        var findings = inspector.Inspect(text).Findings;
        if (findings.Count == 0)
            return;
        progress.Clear();
        _filesWithFindings++;
        var (line, lineStart) = (1, 0);
        foreach (var finding in findings)
        {
            for (var end = text.IndexOf('\n', lineStart); end >= 0 && end < finding.Start; end = text.IndexOf('\n', lineStart))
                (line, lineStart) = (line + 1, end + 1);
            printer.Print(file, line, lineStart, text, finding);
            _types[finding.Type] = _types.GetValueOrDefault(finding.Type) + 1;
        }
        printer.Flush();
    }

    private void Summarise(int files)
    {
        var types = string.Join(", ", _types.Select(type => string.Create(CultureInfo.InvariantCulture, $"{type.Key} {type.Value}")));
        errors.WriteLine(_types.Count == 0
            ? string.Create(CultureInfo.InvariantCulture, $"Nothing was found in {Files(files)}.")
            : string.Create(CultureInfo.InvariantCulture, $"Found in {_filesWithFindings} of {Files(files)}: {types}."));
    }

    private static string Files(int count) => count == 1 ? "1 file" : string.Create(CultureInfo.InvariantCulture, $"{count} files");
}
