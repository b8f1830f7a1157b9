namespace SaaSGate.Inspection.Detection.Finance.Crypto;

/// <summary><c>0x</c> and 40 hexadecimal digits, whose letters' case is a checksum (EIP-55) unless all are alike.</summary>
internal static class EthereumAddress
{
    public const int Length = 42;

    private const int Digits = 40;

    public static bool HasShape(ReadOnlySpan<char> text) =>
        text.Length == Length && text[0] == '0' && text[1] is 'x' or 'X' && IsHex(text[2..]);

    /// <summary>Whether the letters' case says anything.</summary>
    public static bool IsMixed(ReadOnlySpan<char> text) => text[2..].ContainsAnyInRange('a', 'f') && text[2..].ContainsAnyInRange('A', 'F');

    /// <summary>Each letter is a capital where the hash of the small ones has a digit of eight or more.</summary>
    public static bool IsChecked(ReadOnlySpan<char> text)
    {
        Span<byte> small = stackalloc byte[Digits];
        for (var i = 0; i < Digits; i++)
            small[i] = (byte)char.ToLowerInvariant(text[i + 2]);
        Span<byte> hash = stackalloc byte[Keccak256.HashLength];
        Keccak256.Hash(small, hash);
        for (var i = 0; i < Digits; i++)
        {
            var digit = i % 2 == 0 ? hash[i / 2] >> 4 : hash[i / 2] & 15;
            if (char.IsAsciiLetter(text[i + 2]) && char.IsAsciiLetterUpper(text[i + 2]) != digit >= 8)
                return false;
        }
        return true;
    }

    private static bool IsHex(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
            if (!char.IsAsciiHexDigit(c))
                return false;
        return true;
    }
}
