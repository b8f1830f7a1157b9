namespace SaaSGate.Inspection.Detection.Contacts;

/// <summary>Six pairs of hexadecimal digits joined by colons or dashes, or three groups of four joined by points.</summary>
internal static class MacAddress
{
    private const int Digits = 12;
    private const double Sure = 0.95, Unsure = 0.4;

    private static readonly ContextWords Words = new("mac", "ethernet", "hardware address", "physical address", "bssid", "wifi", "wi-fi", "bluetooth", "device");

    public static NetworkAddress Match(ref TextView text, int start, int mark)
    {
        var joint = text.Chars[mark];
        var size = joint == '.' ? 4 : 2;
        if (mark - start != size)
            return default;
        var (at, letters, first, same) = (start, 0, text.Chars[start], true);
        for (var digit = 0; digit < Digits; digit++)
        {
            if (digit > 0 && digit % size == 0 && text.Peek(at++) != joint)
                return default;
            var c = text.Peek(at++);
            if (!char.IsAsciiHexDigit(c))
                return default;
            letters += char.IsAsciiLetter(c) ? 1 : 0;
            same &= c == first;
        }
        var next = text.Peek(at);
        if (Characters.IsWord(next) || (next == joint && Characters.IsWord(text.Peek(at + 1))))
            return default;
        // Nothing but zeros or F is nobody's address; dashes and points also join numbers of other kinds.
        var sure = !same && (Words.Precede(text, start) || (letters > 0 && letters < Digits) || joint == ':');
        return new NetworkAddress(at, sure ? Sure : Unsure, IsMac: true);
    }

    /// <summary>Twelve hexadecimal digits.</summary>
    public static string Normalise(ReadOnlySpan<char> value)
    {
        Span<char> digits = stackalloc char[Digits];
        var count = 0;
        foreach (var c in value)
            if (char.IsAsciiHexDigit(c) && count < Digits)
                digits[count++] = char.ToLowerInvariant(c);
        return new string(digits[..count]);
    }
}
