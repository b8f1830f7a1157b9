using System.Buffers;
using SaaSGate.Inspection.Json;
using SaaSGate.Inspection.Policies.Matching;

namespace SaaSGate.Inspection.Requests;

/// <summary>
/// Texts that rules look at together: joined by line ends, and those of text blocks joined by nothing as well, as Claude reads
/// them. A pattern may match either. Texts are places in the body, decoded when a pattern asks.
/// </summary>
internal sealed class RuleText
{
    private const int LargeUnits = 512 * 1024;

    private readonly List<(int Start, int Length, long Document, bool IsBlock, bool IsBase64)> _texts = [];
    private readonly ArrayBufferWriter<char> _lines = new(), _joined = new();
    private readonly List<(int Start, int Length, long Document)> _blocks = [];

    public bool IsEmpty => _texts.Count == 0;

    /// <summary>Whether it holds more memory than should be kept.</summary>
    public bool IsLarge => Math.Max(_lines.Capacity, _joined.Capacity) > LargeUnits || _texts.Capacity > LargeUnits / 64;

    /// <summary>Takes one text.</summary>
    /// <param name="start">Its offset in the body.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="document">What it belongs to: blocks of one are joined.</param>
    /// <param name="isBlock">Whether it is a text block's.</param>
    public void Add(int start, int length, long document, bool isBlock) => _texts.Add((start, length, document, isBlock, IsBase64: false));

    /// <summary>Takes base64, which counts where it is text.</summary>
    public void AddBase64(int start, int length, long document) => _texts.Add((start, length, document, IsBlock: false, IsBase64: true));

    /// <summary>Adds the rules whose pattern matches.</summary>
    public void Match(ReadOnlySpan<byte> body, PatternTable patterns, Span<ulong> matched)
    {
        if (patterns.IsEmpty)
            return;
        if (_lines.WrittenCount == 0)
            Decode(body);
        patterns.Match(_lines.WrittenSpan, [], matched);
        if (_blocks.Count <= 1)
            return;
        if (_joined.WrittenCount == 0)
            Join();
        patterns.Match(_joined.WrittenSpan, [], matched);
    }

    public void Clear()
    {
        _texts.Clear();
        _lines.ResetWrittenCount();
        _joined.ResetWrittenCount();
        _blocks.Clear();
    }

    private void Decode(ReadOnlySpan<byte> body)
    {
        foreach (var (start, length, document, isBlock, isBase64) in _texts)
        {
            var raw = body.Slice(start, length);
            if (isBase64)
                raw = Base64Text.TryRead(raw, out var text) ? text : default;
            var units = JsonText.Decode(raw, _lines.GetSpan(raw.Length));
            if (isBlock)
                _blocks.Add((_lines.WrittenCount, units, document));
            _lines.Advance(units);
            _lines.Write("\n");
        }
    }

    private void Join()
    {
        var last = _blocks[0].Document;
        foreach (var (start, length, document) in _blocks)
        {
            if (document != last)
                _joined.Write("\n");
            _joined.Write(_lines.WrittenSpan.Slice(start, length));
            last = document;
        }
    }
}
