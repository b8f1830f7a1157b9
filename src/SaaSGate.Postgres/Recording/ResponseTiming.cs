namespace SaaSGate.Postgres.Recording;

/// <summary>
/// How a response arrived: for each chunk two varints (7 bits a byte, lowest first, high bit set on all but the last), its
/// bytes and the milliseconds since the chunk before.
/// </summary>
internal sealed class ResponseTiming
{
    private readonly List<byte> _encoded = [];
    private long _last;

    /// <param name="startedAt">When the first chunk's milliseconds begin to count; Unix microseconds.</param>
    public ResponseTiming(long startedAt) => _last = startedAt;

    /// <summary>Adds a chunk.</summary>
    /// <param name="bytes">Its length.</param>
    /// <param name="at">Unix microseconds. A clock that went back counts as no time.</param>
    public void Add(long bytes, long at)
    {
        var elapsed = Math.Max(0, (at - _last) / 1000);
        Write(bytes);
        Write(elapsed);
        _last += elapsed * 1000; // what was cut off counts for the next
    }

    /// <summary>Adds the chunks of a part that was encoded before.</summary>
    public void Add(ReadOnlySpan<byte> part, long partStartedAt)
    {
        var at = partStartedAt;
        while (!part.IsEmpty)
        {
            var bytes = Read(ref part);
            at += Read(ref part) * 1000;
            Add(bytes, at);
        }
    }

    /// <summary>Adds to lists what is encoded: of each chunk its bytes and its milliseconds.</summary>
    public static void Decode(ReadOnlySpan<byte> encoded, List<long> bytes, List<long> milliseconds)
    {
        while (!encoded.IsEmpty)
        {
            bytes.Add(Read(ref encoded));
            milliseconds.Add(Read(ref encoded));
        }
    }

    public byte[] ToArray() => [.. _encoded];

    private static long Read(ref ReadOnlySpan<byte> encoded)
    {
        var value = 0L;
        for (var shift = 0; ; shift += 7)
        {
            var next = encoded[0];
            encoded = encoded[1..];
            value |= (long)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }
    }

    private void Write(long value)
    {
        for (; value >= 0x80; value >>= 7)
            _encoded.Add((byte)(value | 0x80));
        _encoded.Add((byte)value);
    }
}
