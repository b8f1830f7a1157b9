using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace SaaSGate.Simulator.Wire;

/// <summary>
/// Writes JSON as Claude does: no white space, and nothing escaped that need not be, so that text beyond ASCII is raw UTF-8 on the wire.
/// (<see cref="System.Text.Json.Utf8JsonWriter"/> always escapes what lies beyond the basic plane.) Half a surrogate pair stays an escape.
/// </summary>
internal sealed class WireWriter(int capacity = 256)
{
    private static readonly SearchValues<char> Special = SearchValues.Create(
        "\"\\\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f");

    private readonly ArrayBufferWriter<byte> _buffer = new(capacity);

    /// <summary>What was written so far; valid until the next <see cref="Reset"/>.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.WrittenMemory;

    public WireWriter Reset()
    {
        _buffer.ResetWrittenCount();
        return this;
    }

    public WireWriter Raw(ReadOnlySpan<byte> utf8)
    {
        _buffer.Write(utf8);
        return this;
    }

    public WireWriter Raw(string text)
    {
        Encoding.UTF8.GetBytes(text, _buffer);
        return this;
    }

    public WireWriter Number(long value)
    {
        Utf8Formatter.TryFormat(value, _buffer.GetSpan(20), out var written);
        _buffer.Advance(written);
        return this;
    }

    public WireWriter TextOrNull(string? value) => value is null ? Raw("null"u8) : Text(value);

    public WireWriter Text(ReadOnlySpan<char> value)
    {
        Raw("\""u8);
        while (!value.IsEmpty)
        {
            var plain = value.IndexOfAny(Special);
            if (plain < 0)
                plain = value.Length;
            Plain(value[..plain]);
            value = value[plain..];
            if (!value.IsEmpty)
            {
                Escape(value[0]);
                value = value[1..];
            }
        }

        return Raw("\""u8);
    }

    private void Plain(ReadOnlySpan<char> value)
    {
        while (!value.IsEmpty)
        {
            var whole = WholePairs(value);
            Encoding.UTF8.GetBytes(value[..whole], _buffer);
            value = value[whole..];
            if (!value.IsEmpty)
            {
                Escape(value[0]);
                value = value[1..];
            }
        }
    }

    /// <summary>Length of the prefix without half a surrogate pair.</summary>
    private static int WholePairs(ReadOnlySpan<char> value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            var next = value[i..].IndexOfAnyInRange('\ud800', '\udfff');
            if (next < 0)
                return value.Length;
            i += next;
            if (i + 1 >= value.Length || !char.IsSurrogatePair(value[i], value[i + 1]))
                return i;
            i++;
        }

        return value.Length;
    }

    private void Escape(char c) => Raw(c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\b' => "\\b",
        '\f' => "\\f",
        _ => $"\\u{(int)c:x4}",
    });
}
