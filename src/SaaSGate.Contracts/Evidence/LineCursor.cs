using System.Text.Json;
using SaaSGate.Contracts.Recording;

namespace SaaSGate.Contracts.Evidence;

/// <summary>A line of <see cref="EvidenceFiles.Content"/> or <see cref="EvidenceFiles.Findings"/>, read in step with the records.</summary>
internal sealed class LineCursor : IDisposable
{
    private readonly IEnumerator<ReadOnlyMemory<byte>> _lines;
    private readonly string _file;
    private readonly ProblemList _problems;
    private JsonElement? _current;

    public LineCursor(IEnumerable<ReadOnlyMemory<byte>> lines, string file, ProblemList problems)
    {
        (_lines, _file, _problems) = (lines.GetEnumerator(), file, problems);
        Advance();
    }

    /// <summary>The line of a record; null when there is none. Lines of records before it are told as belonging to nothing.</summary>
    public JsonElement? Take(string session, long sequence)
    {
        while (_current is { } line)
        {
            var order = string.CompareOrdinal(line.Text("session"), session);
            if (order == 0)
                order = line.Number("sequence").CompareTo(sequence);
            if (order > 0)
                return null;
            Advance();
            if (order == 0)
                return line;
            _problems.OfFile("added", _file, $"{_file} has a line for record {line.Number("sequence")} of session {line.Text("session")}, which is not there.");
        }

        return null;
    }

    /// <summary>Tells of the lines that nothing has asked for.</summary>
    public void Finish()
    {
        if (_current is { } line)
            _problems.OfFile("added", _file, $"{_file} has a line for record {line.Number("sequence")} of session {line.Text("session")}, which is not there.");
    }

    public void Dispose() => _lines.Dispose();

    private void Advance()
    {
        _current = null;
        while (_current is null && _lines.MoveNext())
        {
            try
            {
                var line = CanonicalJson.Read(_lines.Current);
                _current = line.Text("session").Length > 0 && line.Number("sequence") > 0 ? line : null;
            }
            catch (Exception malformed) when (malformed is FormatException or KeyNotFoundException or InvalidOperationException)
            {
                _problems.OfFile("changed", _file, $"A line of {_file} cannot be read: it was changed.");
            }
        }
    }
}
