using System.Buffers;
using System.Buffers.Binary;

namespace SaaSGate.Contracts.Ids;

/// <summary>Lower-case Crockford base32: digits and letters without i, l, o, u. Order of text is order of bytes.</summary>
public static class Base32
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private static readonly SearchValues<char> Digits = SearchValues.Create(Alphabet);

    /// <summary>Encodes a UUID's 128 bits, most significant first, as 26 characters.</summary>
    public static string Encode(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return Encode(BinaryPrimitives.ReadUInt128BigEndian(bytes), 26);
    }

    /// <summary>Encodes the low 5 × <paramref name="length"/> bits of a number.</summary>
    public static string Encode(UInt128 value, int length) => string.Create(length, value, static (text, rest) =>
    {
        for (var i = text.Length - 1; i >= 0; i--, rest >>= 5)
            text[i] = Alphabet[(int)(rest & 31)];
    });

    /// <summary>True when every character is of the alphabet.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) => text.IndexOfAnyExcept(Digits) < 0;
}
