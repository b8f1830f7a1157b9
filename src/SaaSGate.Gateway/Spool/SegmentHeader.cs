using System.Buffers.Binary;
using System.IO.Hashing;

namespace SaaSGate.Gateway.Spool;

/// <summary>
/// The first page of a segment, written when the first record reaches into it. <paramref name="Start"/> is the place of the
/// first record that begins at or after <paramref name="Base"/>; a record may have begun in the segment before.
/// </summary>
/// <param name="Base">Offset in the log of the segment's first byte after this page.</param>
/// <param name="Start">Where the first own record begins, with the running hash before it.</param>
/// <param name="Durable">The last record known durable when the page was written.</param>
internal readonly record struct SegmentHeader(long Base, SpoolMark Start, ulong Durable)
{
    public const int PageBytes = 4096;
    private const ulong Magic = 0x3147455347535053; // "SPSGSEG1"
    private const uint Version = 1;
    private const int CheckedBytes = 48 + SpoolMark.Bytes;

    public void Write(Span<byte> page, SpoolIdentity identity)
    {
        page[..PageBytes].Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(page, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(page[8..], Version);
        identity.Id.Span.CopyTo(page[16..]);
        BinaryPrimitives.WriteInt64LittleEndian(page[32..], Base);
        BinaryPrimitives.WriteUInt64LittleEndian(page[40..], Durable);
        Start.Write(page[48..]);
        BinaryPrimitives.WriteUInt64LittleEndian(page[CheckedBytes..], XxHash3.HashToUInt64(page[..CheckedBytes], identity.Key));
    }

    /// <summary>False for a page that is empty, torn or of another spool.</summary>
    public static bool TryRead(ReadOnlySpan<byte> page, SpoolIdentity identity, out SegmentHeader header)
    {
        header = default;
        if (page.Length < PageBytes
            || BinaryPrimitives.ReadUInt64LittleEndian(page) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(page[8..]) != Version
            || !page.Slice(16, SpoolIdentity.IdBytes).SequenceEqual(identity.Id.Span)
            || BinaryPrimitives.ReadUInt64LittleEndian(page[CheckedBytes..]) != XxHash3.HashToUInt64(page[..CheckedBytes], identity.Key))
            return false;
        header = new SegmentHeader(
            BinaryPrimitives.ReadInt64LittleEndian(page[32..]),
            SpoolMark.Read(page[48..]),
            BinaryPrimitives.ReadUInt64LittleEndian(page[40..]));
        return true;
    }
}
