using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using System.Text;

namespace SaaSGate.Gateway.Spool;

/// <summary>
/// The running hash of a spool: h(0) = SHA-256(spool id in UTF-8), h(n) = SHA-256(h(n-1) || payload of record n).
/// It covers what is shipped and nothing of the file format, so that whoever receives all records can follow it.
/// </summary>
internal readonly record struct SpoolHash(Vector256<byte> Value)
{
    public const int Bytes = 32;

    public static SpoolHash Genesis(string spoolId)
    {
        Span<byte> digest = stackalloc byte[Bytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(spoolId), digest);
        return Read(digest);
    }

    /// <summary>The next hash, from a buffer that holds 32 bytes of room and then the payload. The room is overwritten.</summary>
    public SpoolHash Next(Span<byte> roomAndPayload)
    {
        CopyTo(roomAndPayload);
        Span<byte> digest = stackalloc byte[Bytes];
        SHA256.HashData(roomAndPayload, digest);
        return Read(digest);
    }

    public SpoolHash Next(IncrementalHash sha256, ReadOnlySpan<byte> payload)
    {
        Span<byte> digest = stackalloc byte[Bytes];
        CopyTo(digest);
        sha256.AppendData(digest);
        sha256.AppendData(payload);
        sha256.GetHashAndReset(digest);
        return Read(digest);
    }

    public static SpoolHash Read(ReadOnlySpan<byte> bytes) => new(Vector256.Create(bytes[..Bytes]));

    public void CopyTo(Span<byte> destination) => Value.CopyTo(destination);

    public byte[] ToArray()
    {
        var bytes = new byte[Bytes];
        CopyTo(bytes);
        return bytes;
    }

    public override string ToString() => Convert.ToHexStringLower(ToArray());
}
