namespace SaaSGate.Inspection.Masking;

/// <summary>Chooses and makes what stands in a value's place.</summary>
internal static class Substitutes
{
    /// <summary>Letters and digits that stay.</summary>
    private const int Shown = 4;

    /// <summary>A value with fewer letters and digits would be given away by its last four.</summary>
    private const int FewestForPartial = 8;

    /// <summary>The operator that can be done where the value stands.</summary>
    public static MaskOperator Possible(MaskOperator asked, ValuePlace place) => (place, asked) switch
    {
        (ValuePlace.Thinking, _) => MaskOperator.Seal,
        (ValuePlace.Number, MaskOperator.Partial) => MaskOperator.Partial,
        (ValuePlace.Number, _) or (ValuePlace.Name, not (MaskOperator.Seal or MaskOperator.Keep)) => MaskOperator.Label,
        _ => asked,
    };

    /// <summary>What stands in the value's place, for every operator but seal.</summary>
    /// <param name="operation">The operator.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="type">Type of the value.</param>
    /// <param name="label">Its label.</param>
    /// <param name="value">The value as it was written; null where its end is not in sight, and then none of it is shown.</param>
    public static string For(MaskOperator operation, ValuePlace place, string type, string label, string? value) => (place, operation) switch
    {
        (ValuePlace.Number, MaskOperator.Partial) => LastDigits(value),
        (ValuePlace.Number, _) => JsonNumber.Masked,
        (_, MaskOperator.Partial) => Partial(type, value) ?? label,
        (_, MaskOperator.Drop) => "",
        (_, MaskOperator.Keep) => value ?? label,
        _ => label,
    };

    /// <summary><c>[CREDIT_CARD_****1111]</c>: four stars, however long the value was.</summary>
    private static string? Partial(string type, string? value) =>
        value is not null && value.Count(char.IsLetterOrDigit) >= FewestForPartial
            ? $"[{type}_****{string.Concat(value.Where(char.IsLetterOrDigit).TakeLast(Shown))}]"
            : null;

    /// <summary>The last four digits as a number; zero where there are fewer than eight, or anything else.</summary>
    private static string LastDigits(string? value)
    {
        if (value is not { Length: >= FewestForPartial } || !value.All(char.IsAsciiDigit))
            return JsonNumber.Masked;
        return value.AsSpan(value.Length - Shown).TrimStart('0') is { IsEmpty: false } digits ? digits.ToString() : JsonNumber.Masked;
    }
}
