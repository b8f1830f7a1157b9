namespace SaaSGate.Inspection.Detection.Finance.Crypto;

/// <summary>
/// Addresses of crypto currencies with their checksums. All are long runs of letters and digits, and the shortest tells how
/// far the search may jump: where a run that long would have to pass and does not, none begins before.
/// </summary>
internal sealed class CryptoAddressDetector() : SingleKindDetector("crypto-address", FindingTypes.Crypto, 37)
{
    private const int Shortest = Base58Check.MinLength, Longest = Bech32.MaxLength;
    private const double Checked = 1, Named = 0.9, Plain = 0.6, Unchecked = 0.3, Other = 0.4;

    private static readonly ContextWords Words = new("eth", "ethereum", "wallet", "address", "erc", "contract", "crypto", "usdt", "usdc", "metamask", "bsc", "polygon", "donat");

    public override bool TryFind(TextView text, int from, out DetectedValue found, out int settled)
    {
        found = default;
        var chars = text.Chars;
        for (var at = from; ;)
        {
            var (start, end) = NextRun(chars, at, from);
            if (start == chars.Length)
            {
                settled = start;
                return false;
            }
            at = end + 1;
            // A longer run than any address is none, whatever it goes on with.
            var isOpen = end == chars.Length && !text.Final;
            var first = Escapes.Behind(text, start);
            if (isOpen && end - first <= Longest && first >= from && first < end)
            {
                settled = first;
                return false;
            }
            if (first >= from && end - first >= Shortest && end - first <= Longest && Score(text, first, end) is > 0 and var score)
            {
                (found, settled) = (new DetectedValue(Kind, first, end, score), end);
                return true;
            }
            if (end == chars.Length)
            {
                settled = end;
                return false;
            }
        }
    }

    public override string Normalise(ValueKind kind, ReadOnlySpan<char> value)
    {
        var isCaseless = value.StartsWith("0x", StringComparison.OrdinalIgnoreCase) || Bech32.IsValid(value);
        return isCaseless ? value.ToString().ToLowerInvariant() : value.ToString();
    }

    /// <summary>The next run that is long enough, or that the text ends in; empty at the end where there is none.</summary>
    private static (int Start, int End) NextRun(ReadOnlySpan<char> chars, int at, int from)
    {
        for (var start = at; start < chars.Length;)
        {
            var probe = Math.Min(start + Shortest, chars.Length) - 1;
            while (probe >= start && char.IsAsciiLetterOrDigit(chars[probe]))
                probe--;
            if (probe >= start)
            {
                start = probe + 1;
                continue;
            }
            var end = Math.Min(start + Shortest, chars.Length);
            while (end < chars.Length && char.IsAsciiLetterOrDigit(chars[end]))
                end++;
            // What was settled may end inside of a run, or behind an escape that touches it.
            while (start <= from && start > 0 && from - start < LookBehind && char.IsAsciiLetterOrDigit(chars[start - 1]))
                start--;
            return (start, end);
        }
        return (chars.Length, chars.Length);
    }

    private static double Score(TextView text, int start, int end)
    {
        var run = text.Chars[start..end];
        if (EthereumAddress.HasShape(run))
        {
            if (EthereumAddress.IsMixed(run))
                return EthereumAddress.IsChecked(run) ? Checked : Unchecked;
            return Words.Precede(text, start) ? Named : Plain;
        }
        if (run.Length <= Base58Check.MaxLength && Base58Check.IsAddress(run))
            return Checked;
        return !Bech32.IsValid(run) ? 0 : IsCurrency(run[..run.LastIndexOf('1')]) ? Checked : Other;
    }

    /// <summary>Others use bech32 too, for keys that are public.</summary>
    private static bool IsCurrency(ReadOnlySpan<char> prefix)
    {
        Span<char> small = stackalloc char[prefix.Length];
        prefix.ToLowerInvariant(small);
        return small is "bc" or "tb" or "bcrt" or "ltc" or "tltc" or "addr" or "stake" or "cosmos" or "osmo" or "bnb" or "terra" or "inj" or "juno" or "one" or "zil" or "sei" or "celestia" or "kava";
    }
}
