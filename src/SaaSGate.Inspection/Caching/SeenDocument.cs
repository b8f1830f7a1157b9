using System.Buffers;
using System.Buffers.Binary;

namespace SaaSGate.Inspection.Caching;

/// <summary>Names a row of texts that are read together: the short ones stand in the name, the others by their keys.</summary>
internal sealed class SeenDocument
{
    private const int KeyBytes = 16, HeadBytes = sizeof(int) + 1;

    private readonly ArrayBufferWriter<byte> _name = new();
    private (UInt128 Key, bool IsBlock)? _alone;

    /// <summary>Whether there is enough of it to be worth a look-up.</summary>
    public bool IsLong { get; private set; }

    /// <summary>Adds a text.</summary>
    /// <param name="text">Its bytes.</param>
    /// <param name="key">What it is known by; null where it is short.</param>
    /// <param name="isBlock">Whether it is a text block's.</param>
    public void Add(ReadOnlySpan<byte> text, UInt128? key, bool isBlock)
    {
        IsLong |= key is not null;
        _alone = _name.WrittenCount == 0 && key is { } only ? (only, isBlock) : null;
        var head = _name.GetSpan(HeadBytes);
        BinaryPrimitives.WriteInt32LittleEndian(head, text.Length);
        head[sizeof(int)] = (byte)((isBlock ? 1 : 0) | (key is null ? 2 : 0));
        _name.Advance(HeadBytes);
        if (key is not { } known)
        {
            _name.Write(text);
            return;
        }
        BinaryPrimitives.WriteUInt128LittleEndian(_name.GetSpan(KeyBytes), known);
        _name.Advance(KeyBytes);
    }

    /// <summary>The name of all texts since the last one that was taken.</summary>
    /// <param name="seen">Who makes names.</param>
    public UInt128 Take(SeenTexts seen)
    {
        var key = _alone is { } text
            ? seen.KeyOf(SeenTexts.Purpose.Rules, text.IsBlock ? (byte)1 : (byte)0, text.Key)
            : seen.KeyOf(SeenTexts.Purpose.Rules, context: default, _name.WrittenSpan);
        Clear();
        return key;
    }

    public void Clear()
    {
        _name.ResetWrittenCount();
        (IsLong, _alone) = (false, null);
    }
}
