using System.Buffers;
using System.Text;

namespace SaaSGate.Inspection.Json;

/// <summary>Replacements in a body, in ascending order. Every byte outside of them stays as it came.</summary>
internal sealed class ByteEdits
{
    private readonly List<(int Start, int End, string Text)> _edits = [];

    public bool IsEmpty => _edits.Count == 0;

    /// <summary>Replaces bytes; a replacement that begins where the last one ended is its own.</summary>
    public void Replace(int start, int end, string text) => _edits.Add((start, end, text));

    public void Clear() => _edits.Clear();

    /// <summary>How far the byte at an offset moves.</summary>
    public int ShiftAt(int offset)
    {
        var shift = 0;
        foreach (var (start, end, text) in _edits)
            if (end <= offset)
                shift += Encoding.UTF8.GetByteCount(text) - (end - start);
        return shift;
    }

    /// <summary>Writes the body with its replacements.</summary>
    public void Write(ReadOnlySpan<byte> body, IBufferWriter<byte> output)
    {
        var from = 0;
        foreach (var (start, end, text) in _edits)
        {
            output.Write(body[from..start]);
            Encoding.UTF8.GetBytes(text, output);
            from = end;
        }
        output.Write(body[from..]);
    }

    /// <summary>The body with its replacements, in new memory.</summary>
    public byte[] Apply(ReadOnlySpan<byte> body)
    {
        var output = new ArrayBufferWriter<byte>(body.Length + ShiftAt(body.Length) is > 0 and var length ? length : 1);
        Write(body, output);
        return output.WrittenSpan.ToArray();
    }
}
