using System.Globalization;
using System.Text.Json;

namespace SaaSGate.Contracts.Tokens;

/// <summary>A claim that a token must have: exactly this value, or with <c>*</c> for any run of characters.</summary>
/// <param name="Name">The claim.</param>
/// <param name="Pattern">The value. At least one character of it is not <c>*</c>.</param>
public sealed record ClaimPattern(string Name, string Pattern)
{
    private const int LongestName = 100, LongestPattern = 500;

    /// <summary>Whether it says something.</summary>
    public bool IsValid =>
        Name is { Length: > 0 and <= LongestName } && Pattern is { Length: > 0 and <= LongestPattern } && Pattern.AsSpan().ContainsAnyExcept('*') && !Pattern.Any(char.IsControl);

    /// <summary>Whether a token has such a claim: a text, a number, a truth value, or a list with one such text.</summary>
    public bool Matches(SignedToken token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return token.Claim(Name) is { } claim && (claim.ValueKind == JsonValueKind.Array ? claim.EnumerateArray().Any(Fits) : Fits(claim));
    }

    private bool Fits(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() is { } text && Fits(Pattern, text),
        JsonValueKind.Number => value.TryGetInt64(out var number) && Fits(Pattern, number.ToString(CultureInfo.InvariantCulture)),
        JsonValueKind.True => Pattern == "true",
        JsonValueKind.False => Pattern == "false",
        _ => false,
    };

    /// <summary>The first part stands at the beginning, the last at the end, the others between them one after the other.</summary>
    private static bool Fits(string pattern, string text)
    {
        var parts = pattern.Split('*');
        if (parts.Length == 1)
            return pattern == text;
        if (text.Length < parts[0].Length + parts[^1].Length || !text.StartsWith(parts[0], StringComparison.Ordinal) || !text.EndsWith(parts[^1], StringComparison.Ordinal))
            return false;
        var (at, end) = (parts[0].Length, text.Length - parts[^1].Length);
        foreach (var part in parts[1..^1])
        {
            var found = text.IndexOf(part, at, end - at, StringComparison.Ordinal);
            if (found < 0)
                return false;
            at = found + part.Length;
        }

        return true;
    }
}
