using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using SaaSGate.Inspection;

namespace SaaSGate.Scanning;

/// <summary>
/// Reads <c>{"id","text"}</c> a line and writes <c>{"id","findings":[…],"masked"}</c> a line, in the same order. What is done
/// goes out before more input is waited for. A line that cannot be read is told and left out.
/// </summary>
internal sealed class JsonLinesScan(TextInspector inspector, TextWriter errors, ProgressBar progress)
{
    /// <summary>Bad lines that are told one by one.</summary>
    private const int MostTold = 20;

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private long _bad;

    /// <returns>Whether every line could be read.</returns>
    public async Task<bool> RunAsync(Stream input, Stream output, CancellationToken cancellation)
    {
        var lines = new InputLines(input);
        await using var writer = new Utf8JsonWriter(output, Plain);
        try
        {
            do
            {
                while (lines.TryTake(out var line, out var overlong))
                    Scan(lines.Number, line, overlong, writer, output);
                await output.FlushAsync(cancellation);
                progress.Report(lines.Bytes, lines.Number, "lines");
            }
            while (await lines.FillAsync(cancellation));
        }
        finally
        {
            progress.Clear();
        }
        if (_bad > MostTold)
            errors.WriteLine(string.Create(CultureInfo.InvariantCulture, $"… {_bad} lines could not be read in all."));
        return _bad == 0;
    }

    private void Scan(long number, ReadOnlyMemory<byte> line, bool overlong, Utf8JsonWriter writer, Stream output)
    {
        if (number == 1 && line.Span.StartsWith("\uFEFF"u8))
            line = line["\uFEFF"u8.Length..];
        if (!overlong && line.Span.Trim(" \t\r"u8).IsEmpty)
            return;
        ScanLine read;
        try
        {
            read = overlong ? throw new ScanException($"It is longer than {InputLines.MaxBytes >> 20} MiB. Split its text.") : ScanLine.Parse(line);
        }
        catch (ScanException refused)
        {
            if (++_bad > MostTold)
                return;
            progress.Clear();
            errors.WriteLine(string.Create(CultureInfo.InvariantCulture, $"line {number}: {refused.Message}"));
            return;
        }
        Write(read, inspector.Inspect(read.Text), writer);
        writer.Flush();
        writer.Reset();
        output.WriteByte((byte)'\n');
    }

    private static void Write(ScanLine line, TextInspection inspection, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("id");
        line.Id.WriteTo(writer);
        writer.WriteStartArray("findings");
        foreach (var finding in inspection.Findings)
        {
            writer.WriteStartObject();
            writer.WriteNumber("start", finding.Start);
            writer.WriteNumber("end", finding.End);
            writer.WriteString("type", finding.Type);
            writer.WriteNumber("score", finding.Score);
            writer.WriteString("detector", finding.Detector);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteString("masked", inspection.Masked);
        writer.WriteEndObject();
    }
}
