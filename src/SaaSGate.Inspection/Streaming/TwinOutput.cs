using System.Buffers;
using System.Text;

namespace SaaSGate.Inspection.Streaming;

/// <summary>Where a stream's bytes go: to the skill, and to the record, which holds labels where the skill gets something else.</summary>
/// <param name="Skill">What the skill gets; null where only the record is written.</param>
/// <param name="Record">What the record holds; null where nobody asks for it.</param>
internal readonly record struct TwinOutput(IBufferWriter<byte>? Skill, IBufferWriter<byte>? Record)
{
    /// <summary>Writes the same to both.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        Skill?.Write(bytes);
        Record?.Write(bytes);
    }

    /// <summary>Writes to each its own.</summary>
    public void Write(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> recorded)
    {
        Skill?.Write(bytes);
        Record?.Write(recorded);
    }

    /// <summary>Writes to each its own text.</summary>
    public void Write(string text, string recorded)
    {
        if (Skill is not null)
            Encoding.UTF8.GetBytes(text, Skill);
        if (Record is not null)
            Encoding.UTF8.GetBytes(recorded, Record);
    }
}
