namespace SaaSGate.Inspection.Detection.Finance.Crypto;

/// <summary>Bech32 and bech32m: a readable prefix, a one, and digits of five bits of which the last six check the rest.</summary>
internal static class Bech32
{
    private const string Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private const int Checksum = 6;
    private const uint Original = 1, Modified = 0x2BC830A3;

    public const int MinLength = 14, MaxLength = 110;

    private static readonly uint[] Generators = [0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3];

    /// <summary>Whether text holds its own checksum: all in one case, with a prefix of two letters or more.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        var one = text.LastIndexOf('1');
        if (one < 2 || text.Length - one - 1 < Checksum || (text.ContainsAnyInRange('a', 'z') && text.ContainsAnyInRange('A', 'Z')))
            return false;
        var sum = 1U;
        foreach (var c in text[..one])
            sum = Step(sum) ^ (uint)((c | 0x20) >> 5);
        sum = Step(sum);
        foreach (var c in text[..one])
            sum = Step(sum) ^ (uint)((c | 0x20) & 31);
        foreach (var c in text[(one + 1)..])
        {
            var value = Alphabet.IndexOf(char.ToLowerInvariant(c));
            if (value < 0)
                return false;
            sum = Step(sum) ^ (uint)value;
        }
        return sum is Original or Modified;
    }

    private static uint Step(uint sum)
    {
        var top = sum >> 25;
        sum = (sum & 0x1FFFFFF) << 5;
        for (var i = 0; i < Generators.Length; i++)
            if (((top >> i) & 1) != 0)
                sum ^= Generators[i];
        return sum;
    }
}
