using System.Buffers.Binary;
using System.IO.Hashing;

namespace SaaSGate.Gateway.Spool;

/// <summary>
/// A record on disk, little endian, on an 8-byte boundary:
/// <code>
/// sequence u64 | payload bytes u32 | lag u32 | XXH3-64 of payload | XXH3-64 of the 24 bytes before | payload | zeros to 8
/// </code>
/// The lag says how far behind the last durable record was when this one was written, so a frame proves that all up to
/// <c>sequence - lag</c> were safe. Checksums are keyed per spool: bytes that a skill sends can never pass for a frame.
/// XXH3 stands where CRC32C is usual because it is 64 bits wide, takes a key, and System.IO.Hashing has no CRC32C.
/// </summary>
internal readonly record struct SpoolFrame(ulong Sequence, ulong Durable, int PayloadBytes, ulong PayloadCheck)
{
    public const int HeaderBytes = 32;
    public const int Alignment = 8;
    private const int CheckedBytes = 24;

    /// <summary>Bytes that a record of this payload takes in the log.</summary>
    public static long Cost(int payloadBytes) => ((long)payloadBytes + HeaderBytes + Alignment - 1) & ~(Alignment - 1L);

    public static void WriteHeader(Span<byte> frame, ulong sequence, ulong durable, ReadOnlySpan<byte> payload, long key)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(frame, sequence);
        BinaryPrimitives.WriteInt32LittleEndian(frame[8..], payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[12..], (uint)Math.Min(sequence - durable, uint.MaxValue));
        BinaryPrimitives.WriteUInt64LittleEndian(frame[16..], XxHash3.HashToUInt64(payload, key));
        BinaryPrimitives.WriteUInt64LittleEndian(frame[CheckedBytes..], XxHash3.HashToUInt64(frame[..CheckedBytes], key));
    }

    public static bool TryReadHeader(ReadOnlySpan<byte> source, long key, out SpoolFrame frame)
    {
        frame = default;
        if (source.Length < HeaderBytes
            || BinaryPrimitives.ReadUInt64LittleEndian(source[CheckedBytes..]) != XxHash3.HashToUInt64(source[..CheckedBytes], key))
            return false;
        var sequence = BinaryPrimitives.ReadUInt64LittleEndian(source);
        var lag = BinaryPrimitives.ReadUInt32LittleEndian(source[12..]);
        frame = new SpoolFrame(
            sequence,
            lag == uint.MaxValue ? 0 : sequence - lag,
            BinaryPrimitives.ReadInt32LittleEndian(source[8..]),
            BinaryPrimitives.ReadUInt64LittleEndian(source[16..]));
        return frame.PayloadBytes >= 0;
    }

    public bool Holds(ReadOnlySpan<byte> payload, long key) => XxHash3.HashToUInt64(payload, key) == PayloadCheck;
}
