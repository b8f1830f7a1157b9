using System.Buffers;

namespace SaaSGate.Inspection.Detection.Secrets;

/// <summary>How much a value that is assigned to a telling name looks like a secret.</summary>
internal static class Secrecy
{
    private const double Quoted = 0.8, Plain = 0.7, Spoken = 0.6;
    private const int LeastPassword = 5, LeastNumber = 6, LongestPassword = 72, LeastKey = 12, LongRow = 8;

    private static readonly SearchValues<char> KeyUnits = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=.~%!$:");

    /// <summary>Units with which a reference, a call or a gap to fill begins, and units that only code has.</summary>
    private static readonly SearchValues<char> References = SearchValues.Create("$<{[%(&*"), CodeUnits = SearchValues.Create("(){}[]<> \t");

    private static readonly SearchValues<string> Gaps = SearchValues.Create(
        ["example", "placeholder", "redacted", "changeme", "change_me", "change-me", "your", "xxxx", "****", "....", "insert", "_here", "-here", "${", "{{", "fake", "dummy", "sample", "https://", "http://"],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>Passwords are chosen by people: letters and digits, or letters and marks, or letters of both cases in no order.</summary>
    public static double OfPassword(ReadOnlySpan<char> value, bool quoted, bool spoken)
    {
        if (value.Length is < LeastPassword or > LongestPassword || References.Contains(value[0]) || value.ContainsAny(Gaps) || (IsCode(value) && !quoted))
            return 0;
        var (lower, upper, digits, marks, turns) = Count(value);
        if (value.ContainsAny(' ', '\t'))
            return 0;
        if (lower + upper == 0)
            return digits == value.Length && digits >= LeastNumber && !spoken ? Spoken : 0;
        var chosen = digits > 0 || (marks > 0 && value.Length > LeastPassword) || (turns >= 3 && lower > 0 && upper > 0);
        if (!chosen || IsIdentifier(value, digits, marks, turns) || Entropy(value) < 1.8)
            return 0;
        return spoken ? Spoken : quoted ? Quoted : Plain;
    }

    /// <summary>Keys are drawn by chance.</summary>
    public static double OfKey(ReadOnlySpan<char> value, bool quoted)
    {
        if (value.Length < LeastKey || value.ContainsAnyExcept(KeyUnits) || References.Contains(value[0]) || value.ContainsAny(Gaps) || HasRow(value))
            return 0;
        var (lower, upper, digits, marks, turns) = Count(value);
        if (value.IndexOf("://") >= 0 || value.Count('.') > 2 || value.Count('/') > 4 || value.Count(':') > 1)
            return 0;
        var parts = value.Count('-') + value.Count('.') + value.Count('_');
        if (parts >= 2 && (upper == 0 || lower == 0) && digits < value.Length / 3 && KeyChecks.Uuid(value) == 0)
            return 0;
        var entropy = Entropy(value);
        if (entropy < (value.Length < 20 ? 2.9 : 3.1) || (digits < 2 && turns < value.Length / 4) || lower + upper == 0)
            return 0;
        return quoted ? Quoted : Plain;
    }

    /// <summary>Names and calls of code: <c>user.password</c>, <c>get_password()</c>, <c>os.environ["X"]</c>.</summary>
    private static bool IsCode(ReadOnlySpan<char> value) =>
        value.ContainsAny(CodeUnits) || value.Contains("->", StringComparison.Ordinal) || value.Contains("::", StringComparison.Ordinal) || IsDotted(value);

    private static bool IsDotted(ReadOnlySpan<char> value)
    {
        foreach (var c in value)
            if (!char.IsAsciiLetter(c) && c is not ('.' or '_'))
                return false;
        return value.Contains('.') || value.Contains('_');
    }

    /// <summary>A word or words of a name: small letters or capitals with underscores or dashes, and at most a number at the end.</summary>
    private static bool IsIdentifier(ReadOnlySpan<char> value, int digits, int marks, int turns) =>
        marks == 0 && digits <= 1 && turns < 4 && (digits == 0 || char.IsAsciiDigit(value[^1])) && value.IndexOfAny('_', '-', '.') >= 0;

    private static bool HasRow(ReadOnlySpan<char> value)
    {
        var row = 1;
        for (var i = 1; i < value.Length; i++)
        {
            row = value[i] == value[i - 1] + 1 ? row + 1 : 1;
            if (row == LongRow)
                return true;
        }
        return false;
    }

    /// <summary>Units of each class, and how often a letter of one case follows one of the other.</summary>
    private static (int Lower, int Upper, int Digits, int Marks, int Turns) Count(ReadOnlySpan<char> value)
    {
        var (lower, upper, digits, marks, turns) = (0, 0, 0, 0, 0);
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (char.IsAsciiLetterLower(c))
                lower++;
            else if (char.IsAsciiLetterUpper(c))
                upper++;
            else if (char.IsAsciiDigit(c))
                digits++;
            else if (c is not ('_' or '-' or '.' or '/' or ':' or ','))
                marks++;
            if (i > 0 && char.IsAsciiLetter(c) && char.IsAsciiLetter(value[i - 1]) && char.IsAsciiLetterLower(c) != char.IsAsciiLetterLower(value[i - 1]))
                turns++;
        }
        return (lower, upper, digits, marks, turns);
    }

    /// <summary>Shannon's entropy of the units, in bits a unit.</summary>
    private static double Entropy(ReadOnlySpan<char> value)
    {
        Span<int> counts = stackalloc int[128];
        counts.Clear();
        foreach (var c in value)
            counts[c & 127]++;
        var entropy = 0d;
        foreach (var count in counts)
            if (count > 0)
                entropy -= (double)count / value.Length * Math.Log2((double)count / value.Length);
        return entropy;
    }
}
