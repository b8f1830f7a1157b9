using System.Runtime.InteropServices;

namespace SaaSGate.Postgres.Recording;

/// <summary>A SHA-256 that dictionaries compare quickly.</summary>
/// <param name="First">Bytes 0 to 7.</param>
/// <param name="Second">Bytes 8 to 15.</param>
/// <param name="Third">Bytes 16 to 23.</param>
/// <param name="Fourth">Bytes 24 to 31.</param>
internal readonly record struct BlockHash(ulong First, ulong Second, ulong Third, ulong Fourth)
{
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 32 bytes.</exception>
    public static BlockHash Of(ReadOnlySpan<byte> hash) => MemoryMarshal.Read<BlockHash>(hash);

    /// <summary>A hash is as good as random: any part of it tells apart.</summary>
    public override int GetHashCode() => (int)First;
}
