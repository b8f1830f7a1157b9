using System.Buffers;
using System.Text.RegularExpressions;

namespace SaaSGate.Inspection.Requests;

/// <summary>
/// Texts that rules look at together: joined by line ends, and those of text blocks joined by nothing as well, as Claude reads
/// them. A pattern may match either.
/// </summary>
internal sealed class RuleText
{
    private readonly ArrayBufferWriter<char> _lines = new();
    private readonly List<(int Start, int Length, long Document)> _blocks = [];
    private char[]? _joined;

    public bool IsEmpty => _lines.WrittenCount == 0;

    /// <summary>Takes one text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="document">What it belongs to: blocks of one are joined.</param>
    /// <param name="isBlock">Whether it is a text block's.</param>
    public void Add(ReadOnlySpan<char> text, long document, bool isBlock)
    {
        if (isBlock)
            _blocks.Add((_lines.WrittenCount, text.Length, document));
        _lines.Write(text);
        _lines.Write("\n");
        _joined = null;
    }

    public bool IsMatch(Regex pattern) => pattern.IsMatch(_lines.WrittenSpan) || (_blocks.Count > 1 && pattern.IsMatch(_joined ??= Join()));

    public void Clear()
    {
        _lines.ResetWrittenCount();
        _blocks.Clear();
        _joined = null;
    }

    private char[] Join()
    {
        var joined = new ArrayBufferWriter<char>(_lines.WrittenCount);
        var last = _blocks[0].Document;
        foreach (var (start, length, document) in _blocks)
        {
            if (document != last)
                joined.Write("\n");
            joined.Write(_lines.WrittenSpan.Slice(start, length));
            last = document;
        }
        return joined.WrittenSpan.ToArray();
    }
}
