using System.Buffers;
using System.Text;

namespace SaaSGate.Inspection.Streaming;

/// <summary>
/// Where a stream's bytes go: to the skill, and beside them what the record holds where the skill gets something else. Nearly all
/// bytes are the same for both and are written once.
/// </summary>
/// <param name="ofRecord">Whether what is written is the record itself.</param>
internal sealed class TwinOutput(bool ofRecord = false)
{
    private readonly List<(int Start, int End, byte[] Recorded)> _apart = [];
    private IBufferWriter<byte>? _output;

    /// <summary>Bytes written since <see cref="Begin"/>.</summary>
    public int Length { get; private set; }

    /// <summary>Whether the record differs from what was written.</summary>
    public bool IsApart => _apart.Count > 0;

    /// <summary>Begins to write somewhere.</summary>
    public void Begin(IBufferWriter<byte> output)
    {
        (_output, Length) = (output, 0);
        _apart.Clear();
    }

    /// <summary>Writes the same to both.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        _output!.Write(bytes);
        Length += bytes.Length;
    }

    /// <summary>Writes a text, or another for the record.</summary>
    public void Write(string text, string recorded)
    {
        var start = Length;
        Length += (int)Encoding.UTF8.GetBytes(ofRecord ? recorded : text, _output!);
        if (!ofRecord && text != recorded)
            _apart.Add((start, Length, Encoding.UTF8.GetBytes(recorded)));
    }

    /// <summary>Has the record hold something else than what was written since <see cref="Length"/> was <paramref name="start"/>.</summary>
    public void Record(int start, byte[] recorded)
    {
        while (_apart is [.., { Start: var last }] && last >= start)
            _apart.RemoveAt(_apart.Count - 1);
        _apart.Add((start, Length, recorded));
    }

    /// <summary>Writes what the record holds.</summary>
    /// <param name="written">All that was written since <see cref="Begin"/>.</param>
    /// <param name="record">Where to.</param>
    public void WriteRecord(ReadOnlySpan<byte> written, IBufferWriter<byte> record)
    {
        var from = 0;
        foreach (var (start, end, recorded) in _apart)
        {
            record.Write(written[from..start]);
            record.Write(recorded);
            from = end;
        }
        record.Write(written[from..]);
    }
}
