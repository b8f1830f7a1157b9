using System.Buffers;
using SaaSGate.Inspection.Json;

namespace SaaSGate.Inspection.Streaming;

/// <summary>Where name and data of an event stand in its bytes.</summary>
/// <param name="NameStart">Offset of the value of the last <c>event:</c> line.</param>
/// <param name="NameLength">Its length; 0 without one.</param>
/// <param name="DataStart">Offset of the value of the first <c>data:</c> line.</param>
/// <param name="DataLength">Its length.</param>
/// <param name="DataLines">Number of <c>data:</c> lines.</param>
/// <param name="HasMore">Whether it has other lines: comments, ids, a second name.</param>
internal readonly record struct SseFields(int NameStart, int NameLength, int DataStart, int DataLength, int DataLines, bool HasMore)
{
    public static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public static SseFields Parse(ReadOnlySpan<byte> @event)
    {
        var fields = default(SseFields);
        for (var at = @event.StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0; at < @event.Length;)
        {
            var (start, end, next) = Line(@event, at);
            at = next;
            var line = @event[start..end];
            if (Value(line, "data"u8) is >= 0 and var data)
                fields = fields.DataLines == 0
                    ? fields with { DataStart = start + data, DataLength = line.Length - data, DataLines = 1 }
                    : fields with { DataLines = fields.DataLines + 1 };
            else if (Value(line, "event"u8) is >= 0 and var name)
                fields = fields with { NameStart = start + name, NameLength = line.Length - name, HasMore = fields.HasMore || fields.NameStart > 0 };
            else if (!line.IsEmpty)
                fields = fields with { HasMore = true };
        }
        return fields;
    }

    /// <summary>
    /// The event with its data in one line, for the rare event that has more: JSON may be broken between lines only where a
    /// space can stand as well.
    /// </summary>
    public static byte[] Join(ReadOnlySpan<byte> @event)
    {
        var (joined, data) = (new List<byte>(@event.Length), new List<byte>(@event.Length));
        var begin = @event.StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
        var last = Parse(@event).DataLines;
        joined.AddRange(@event[..begin]);
        for (var (at, lines) = (begin, 0); at < @event.Length;)
        {
            var (start, end, next) = Line(@event, at);
            var line = @event[start..end];
            at = next;
            if (Value(line, "data"u8) is not (>= 0 and var value))
            {
                // Lines between those of the data stand before all of it: their order says nothing.
                joined.AddRange(@event[start..next]);
                continue;
            }
            data.AddRange(lines == 0 ? "data: "u8 : " "u8);
            data.AddRange(line[value..]);
            if (++lines < last)
                continue;
            joined.AddRange(data);
            joined.AddRange(@event[end..next]);
        }
        return [.. joined];
    }

    /// <summary>The event, whose data is one line, with that edited.</summary>
    public byte[] Edited(ReadOnlySpan<byte> @event, ByteEdits edits)
    {
        var edited = new ArrayBufferWriter<byte>(@event.Length);
        edited.Write(@event[..DataStart]);
        edits.Write(@event.Slice(DataStart, DataLength), edited);
        edited.Write(@event[(DataStart + DataLength)..]);
        return edited.WrittenSpan.ToArray();
    }

    public ReadOnlySpan<byte> Name(ReadOnlySpan<byte> @event) => @event.Slice(NameStart, NameLength);

    /// <summary>The line that begins at an offset: where it begins and ends, and where the next one begins.</summary>
    public static (int Start, int End, int Next) Line(ReadOnlySpan<byte> @event, int at)
    {
        var length = @event[at..].IndexOfAny((byte)'\n', (byte)'\r');
        var end = length < 0 ? @event.Length : at + length;
        var next = Math.Min(end + 1, @event.Length);
        if (next < @event.Length && @event[end] == '\r' && @event[next] == '\n')
            next++;
        return (at, end, next);
    }

    /// <summary>Where the value begins when the line is of this field; -1 otherwise.</summary>
    public static int Value(ReadOnlySpan<byte> line, ReadOnlySpan<byte> field)
    {
        if (!line.StartsWith(field))
            return -1;
        if (line.Length == field.Length)
            return field.Length;
        if (line[field.Length] != ':')
            return -1;
        return line.Length > field.Length + 1 && line[field.Length + 1] == ' ' ? field.Length + 2 : field.Length + 1;
    }
}
