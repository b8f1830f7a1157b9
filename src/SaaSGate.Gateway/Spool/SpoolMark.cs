using System.Buffers.Binary;

namespace SaaSGate.Gateway.Spool;

/// <summary>A place between two records: the last sequence before it, where the next record begins, the running hash so far.</summary>
internal readonly record struct SpoolMark(ulong Sequence, long Offset, SpoolHash Hash)
{
    public const int Bytes = 16 + SpoolHash.Bytes;

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination, Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(destination[8..], Offset);
        Hash.CopyTo(destination[16..]);
    }

    public static SpoolMark Read(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(source),
        BinaryPrimitives.ReadInt64LittleEndian(source[8..]),
        SpoolHash.Read(source[16..]));
}
