namespace SaaSGate.Inspection.Detection.Contacts;

/// <summary>
/// How numbers are grouped inside some countries: where digits and groups are just so, they need no word to say that they
/// are a phone's. All begin with the zero that dials out of the area.
/// </summary>
internal static class NationalFormats
{
    private const int Ten = 10, Eleven = 11;

    /// <summary>Whether all groups are written as one of them.</summary>
    public static bool Match(TextView text, int number, bool bracket, DigitGroups groups)
    {
        if (text.Chars[number] != '0' || groups.Count < 2 || groups.Count > 5 || !IsJoinedAlike(text, groups, bracket))
            return false;
        var second = groups.Size(0) > 1 ? text.Chars[number + 1] : '0';
        return (groups.Digits, groups.Size(0), groups.Size(1), groups.Count > 2 ? groups.Size(2) : 0) switch
        {
            // France, also as in Belgium's and Switzerland's pairs: 01 23 45 67 89.
            (Ten, 2, 2, 2) => groups.Count == 5 && second is not '0',
            // The United Kingdom: 020 7946 0958, 0161 496 0000, 01632 960983, 07700 900123.
            (Eleven, 3, 4, 4) or (Eleven, 4, 3, 4) or (Eleven, 5, 6, 0) or (Eleven, 5, 3, 3) => second is '1' or '2' or '3' or '7' or '8',
            // Australia: 0412 345 678, (03) 5327 5996.
            (Ten, 4, 3, 3) => second == '4',
            (Ten, 2, 4, 4) => bracket && second is '2' or '3' or '7' or '8',
            // The Netherlands: 06-24312407; Switzerland: 044 668 18 00.
            (Ten, 2, 8, 0) => second == '6',
            (Ten, 3, 3, 2) => groups.Count == 4 && second is not '0' and not '1',
            _ => false,
        };
    }

    /// <summary>The same mark between all groups; behind a bracket only the rest counts.</summary>
    private static bool IsJoinedAlike(TextView text, DigitGroups groups, bool bracket)
    {
        var first = bracket ? 1 : 0;
        for (var group = first; group < groups.Count - 1; group++)
        {
            var mark = text.Chars[groups.End(group)];
            if (mark != text.Chars[groups.End(first)] || mark == '/' || groups.End(group) + 1 + groups.Size(group + 1) != groups.End(group + 1))
                return false;
        }
        return true;
    }
}
