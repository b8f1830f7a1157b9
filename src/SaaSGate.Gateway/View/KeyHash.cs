using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SaaSGate.Gateway.View;

/// <summary>SHA-256 of a key's text. Keys carry at least 160 random bits, so a plain hash neither leaks nor needs salt.</summary>
internal readonly record struct KeyHash(UInt128 High, UInt128 Low)
{
    public static KeyHash Of(ReadOnlySpan<char> key)
    {
        Span<byte> text = stackalloc byte[Encoding.UTF8.GetMaxByteCount(key.Length)];
        var length = Encoding.UTF8.GetBytes(key, text);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..length], hash);
        CryptographicOperations.ZeroMemory(text);
        return From(hash);
    }

    public static KeyHash From(ReadOnlySpan<byte> hash) => new(BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));
}
