using System.Buffers;

namespace SaaSGate.Gateway.Spool;

/// <summary>
/// Where a frame is put together before it is written: room for the header, then the payload. One per spool, used under its
/// lock, so that an append allocates nothing.
/// </summary>
internal sealed class FrameBuffer : IBufferWriter<byte>
{
    private const int KeptBytes = 1 << 20;
    private byte[] bytes = new byte[16 << 10];
    private int end = SpoolFrame.HeaderBytes;

    public int PayloadBytes => end - SpoolFrame.HeaderBytes;

    public void Clear()
    {
        end = SpoolFrame.HeaderBytes;
        if (bytes.Length > KeptBytes)
            bytes = new byte[16 << 10];
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, bytes.Length - end);
        end += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return bytes.AsMemory(end);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return bytes.AsSpan(end);
    }

    /// <summary>Completes the frame. The hash goes first: it borrows the header's 32 bytes for the hash before.</summary>
    public ReadOnlySpan<byte> Seal(ulong sequence, ulong durable, long key, SpoolHash before, out SpoolHash after)
    {
        Ensure(SpoolFrame.Alignment);
        var length = (int)SpoolFrame.Cost(PayloadBytes);
        bytes.AsSpan(end, length - end).Clear();
        after = before.Next(bytes.AsSpan(0, end));
        SpoolFrame.WriteHeader(bytes, sequence, durable, bytes.AsSpan(SpoolFrame.HeaderBytes, PayloadBytes), key);
        return bytes.AsSpan(0, length);
    }

    private void Ensure(int sizeHint)
    {
        var needed = end + Math.Max(sizeHint, 1);
        if (needed > bytes.Length)
            Array.Resize(ref bytes, (int)Math.Min(Math.Max((long)needed, 2L * bytes.Length), Array.MaxLength));
    }
}
