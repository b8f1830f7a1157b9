using System.Security.Cryptography;

namespace SaaSGate.Inspection.Detection.Finance.Crypto;

/// <summary>Base58 with four bytes of a double SHA-256 at its end: addresses of Bitcoin, Litecoin, Dogecoin, Dash, Zcash, Tron and others.</summary>
internal static class Base58Check
{
    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const int Base = 58, Checksum = 4, MaxBytes = 26;

    public const int MinLength = 26, MaxLength = 36;

    private static readonly sbyte[] Values = Build();

    /// <summary>Whether text is 20 bytes of a hash behind one or two of a version, with the right checksum.</summary>
    public static bool IsAddress(ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[MaxBytes];
        bytes.Clear();
        var leading = 0;
        while (leading < text.Length && text[leading] == '1')
            leading++;
        foreach (var c in text)
        {
            if (c >= Values.Length || Values[c] < 0)
                return false;
            var carry = (int)Values[c];
            for (var i = MaxBytes - 1; i >= 0; i--)
            {
                carry += bytes[i] * Base;
                bytes[i] = (byte)carry;
                carry >>= 8;
            }
            if (carry != 0)
                return false;
        }
        var zeros = bytes.IndexOfAnyExcept((byte)0);
        var length = (zeros < 0 ? 0 : MaxBytes - zeros) + leading;
        return length is MaxBytes or MaxBytes - 1 && IsChecked(bytes[(MaxBytes - length)..]);
    }

    private static bool IsChecked(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..^Checksum], hash);
        SHA256.HashData(hash, hash);
        return hash[..Checksum].SequenceEqual(bytes[^Checksum..]);
    }

    private static sbyte[] Build()
    {
        var values = new sbyte[128];
        Array.Fill(values, (sbyte)-1);
        for (var i = 0; i < Alphabet.Length; i++)
            values[Alphabet[i]] = (sbyte)i;
        return values;
    }
}
