namespace SaaSGate.Inspection.Detection.Finance;

/// <summary>
/// Numbers of bank accounts, and of the banks that keep them, which only the words directly before them tell: US routing
/// numbers with their check digit, British and Australian sort codes, and accounts.
/// </summary>
internal sealed class BankAccountDetector : Detector
{
    private const int MinDigits = 6, MaxDigits = 17, MinUnnumbered = 8, RoutingDigits = 9, SortDigits = 6, MaxPrefix = 4;
    private const double Sure = 0.95, Likely = 0.85, Numbered = 0.65, Bare = 0.5, Unchecked = 0.4;

    /// <summary>As far as a detector may look, less an escape before the word.</summary>
    private const int WordReach = LookBehind - 8;

    private static readonly ContextWords Banking =
        new("bank", "checking", "savings", "deposit", "routing", "wire", "payroll", "iban", "swift", "transfer", "ach ", "beneficiary", "sort code", "payee", "ifsc", "konto", "payment", "refund");

    private readonly ValueKind _account = new("bank-account", FindingTypes.BankAccount, 22), _routing = new("bank-routing", FindingTypes.BankAccount, 24);

    public BankAccountDetector() => Kinds = [_account, _routing];

    public override IReadOnlyList<ValueKind> Kinds { get; }

    public override bool TryFind(TextView text, int from, out DetectedValue found, out int settled)
    {
        found = default;
        for (var search = from; ;)
        {
            var digit = text.Chars[search..].IndexOfAny(Characters.Digits);
            if (digit < 0)
            {
                settled = text.Final ? text.Length : PrefixStart(text, from, text.Length);
                return false;
            }
            digit += search;
            search = digit + 1;
            while (search < text.Length && Characters.IsDigit(text.Chars[search]))
                search++;
            if (search - digit < MinDigits && search + 1 < text.Length && !(Characters.IsDigit(text.Chars[search + 1]) && (Characters.IsSpace(text.Chars[search]) || Characters.IsDash(text.Chars[search]))))
                continue;
            var start = PrefixStart(text, from, digit);
            if (start < digit && search - digit < MinUnnumbered && (search < text.Length || text.Final))
                start = digit;
            if (start < from || Characters.ContinuesNumber(text, start))
                continue;
            var end = End(ref text, start, digit, out var kind, out var score);
            if (text.Starved)
            {
                settled = start;
                return false;
            }
            if (end < 0)
                continue;
            (found, settled) = (new DetectedValue(kind, start, end, score), end);
            return true;
        }
    }

    public override string Normalise(ValueKind kind, ReadOnlySpan<char> value)
    {
        Span<char> kept = stackalloc char[MaxDigits + MaxPrefix];
        var count = 0;
        foreach (var c in value)
            if (char.IsAsciiLetterOrDigit(c) && count < kept.Length)
                kept[count++] = char.ToUpperInvariant(c);
        return new string(kept[..count]);
    }

    /// <summary>Some banks' accounts begin with their letters.</summary>
    private static int PrefixStart(TextView text, int from, int end)
    {
        var start = end;
        while (start > from && end - start <= MaxPrefix && char.IsAsciiLetterUpper(text.Chars[start - 1]))
            start--;
        return end - start > MaxPrefix || Characters.IsWordBefore(text, start) ? end : start;
    }

    private int End(ref TextView text, int start, int digit, out ValueKind kind, out double score)
    {
        (kind, score) = (_account, 0);
        var groups = DigitGroups.Read(ref text, digit, MaxDigits, Separator);
        if (text.Starved || groups.Digits < MinDigits || groups.Digits > MaxDigits)
            return -1;
        // Another number may follow one that is not written in groups.
        var end = groups.End(groups.Size(0) < MinDigits ? groups.Count - 1 : 0);
        var next = text.Peek(end);
        if (Characters.IsWord(next) || (next is '.' or ',' && Characters.IsDigit(text.Peek(end + 1))))
            return -1;
        switch (AccountLabel.Before(text, start))
        {
            case AccountLabel.Name.Routing when groups.Digits >= RoutingDigits && groups.Size(0) == RoutingDigits && start == digit:
                (kind, score) = (_routing, IsRouting(text.Chars.Slice(digit, RoutingDigits)) ? Sure : Unchecked);
                return groups.End(0);
            case AccountLabel.Name.SortCode when groups.Digits is SortDigits or SortDigits + 2 && start == digit:
                (kind, score) = (_routing, Likely);
                return end;
            case AccountLabel.Name.AccountNumber:
                score = Banking.Precede(text, start, WordReach) ? Likely : Numbered;
                return end;
            case AccountLabel.Name.Account when groups.Digits >= MinUnnumbered && !IsDate(groups):
                score = Banking.Precede(text, start, WordReach) ? Likely : Bare;
                return end;
            default:
                return -1;
        }
    }

    private static bool IsDate(DigitGroups groups) =>
        groups.Count >= 3 && groups.Size(1) <= 2 && ((groups.Size(0) == 4 && groups.Size(2) <= 2) || (groups.Size(0) <= 2 && groups.Size(2) == 4));

    private static int Separator(ref TextView text, int at) => text.Peek(at) is var c && (Characters.IsSpace(c) || Characters.IsDash(c)) ? 1 : 0;

    /// <summary>Digits weighted by 3, 7 and 1 make a multiple of ten; the first two name a district of the Federal Reserve.</summary>
    private static bool IsRouting(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
            sum += (digits[i] - '0') * (i % 3 == 0 ? 3 : i % 3 == 1 ? 7 : 1);
        var district = ((digits[0] - '0') * 10) + digits[1] - '0';
        return sum % 10 == 0 && sum > 0 && district is <= 12 or (>= 21 and <= 32) or (>= 61 and <= 72) or 80;
    }
}
