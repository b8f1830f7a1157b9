using System.Collections.Frozen;

namespace SaaSGate.Inspection.Detection.Identity;

/// <summary>Names of months in the languages that dates are looked for in.</summary>
internal static class Months
{
    public const int Longest = 10;

    private static readonly FrozenSet<string> Names =
        ("january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec "
        + "januar februar märz mai juni juli oktober dezember janvier février fevrier mars avril juin juillet août aout septembre octobre novembre décembre decembre "
        + "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre "
        + "janeiro fevereiro março maio junho julho setembro outubro novembro dezembro maart mei augustus").Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup = Names.GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool Contains(ReadOnlySpan<char> word) => Lookup.Contains(word);

    /// <summary>Whether a word may still become a month.</summary>
    public static bool Begin(ReadOnlySpan<char> word)
    {
        foreach (var name in Names)
            if (name.AsSpan().StartsWith(word, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }
}
