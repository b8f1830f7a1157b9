using System.Collections.Frozen;

namespace SaaSGate.Inspection.Detection.Contacts;

/// <summary>Country codes with the number of digits that follow them there.</summary>
internal static class CountryCodes
{
    private const string Lengths =
        "1:10 7:10 20:8-10 27:9 30:10 31:9 32:8-9 33:9 34:9 36:8-9 39:6-11 40:9 41:9 43:4-13 44:9-10 45:8 46:7-10 47:8 48:9 49:6-13 51:8-9 52:10 53:8 54:10-11 55:10-11 56:9 57:8-10 58:10 "
        + "60:8-10 61:9 62:8-12 63:8-10 64:8-10 65:8 66:8-9 81:9-10 82:8-10 84:9-10 86:10-11 90:10 91:10 92:9-10 93:9 94:9 95:7-10 98:10 212:9 213:8-9 216:8 218:9 221:9 225:10 233:9 234:8-10 "
        + "237:9 244:9 250:9 251:9 254:9 255:9 256:9 258:9 260:9 263:9 351:9 352:4-11 353:7-9 354:7 355:8-9 356:8 357:8 358:5-12 359:8-9 370:8 371:8 372:7-8 373:8 374:8 375:9 376:6 377:8-9 "
        + "380:9 381:8-9 382:8 383:8 385:8-9 386:8 387:8 389:8 420:9 421:9 423:7 502:8 503:8 504:8 505:8 506:8 507:7-8 591:8 593:8-9 595:9 598:8 673:7 679:7 852:8 853:8 855:8-9 856:8-10 880:8-10 "
        + "886:8-9 960:7 961:7-8 962:8-9 963:9 964:8-10 965:8 966:9 967:7-9 968:8 971:8-9 972:8-9 973:8 974:8 975:8 976:8 977:8-10 992:9 993:8 994:9 995:9 996:9 998:9";

    /// <summary>Three digits that begin with any of these are the code of a country, be it listed or not.</summary>
    private static readonly FrozenSet<int> Zones = FrozenSet.Create(21, 22, 23, 24, 25, 26, 29, 35, 37, 38, 42, 50, 59, 67, 68, 69, 80, 85, 87, 88, 96, 97, 99);

    private static readonly FrozenDictionary<int, (int Least, int Most)> Countries = Lengths.Split(' ').Select(entry => entry.Split(':', '-'))
        .ToFrozenDictionary(entry => Number(entry[0]), entry => (Number(entry[1]), Number(entry[^1])));

    /// <summary>Digits of the code that a number begins with; 0 where none does.</summary>
    public static int Length(ReadOnlySpan<char> number)
    {
        if (number[0] is '1' or '7')
            return 1;
        if (number.Length < 3 || !Characters.IsDigit(number[0]) || !Characters.IsDigit(number[1]))
            return 0;
        var two = Number(number[..2]);
        return Countries.ContainsKey(two) ? 2 : Zones.Contains(two) ? 3 : 0;
    }

    /// <summary>How many digits follow a code; anything where that is not known.</summary>
    public static (int Least, int Most) National(ReadOnlySpan<char> code) => Countries.TryGetValue(Number(code), out var digits) ? digits : (4, 12);

    private static int Number(ReadOnlySpan<char> digits)
    {
        var number = 0;
        foreach (var digit in digits)
            number = (number * 10) + digit - '0';
        return number;
    }
}
