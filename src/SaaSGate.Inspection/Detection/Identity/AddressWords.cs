using System.Buffers;
using System.Collections.Frozen;

namespace SaaSGate.Inspection.Detection.Identity;

/// <summary>Words that addresses are made of.</summary>
internal static class AddressWords
{
    /// <summary>Longest word that is looked up.</summary>
    public const int Longest = 20;

    private static readonly FrozenDictionary<string, AddressWord>.AlternateLookup<ReadOnlySpan<char>> Words = Table(
        (AddressWord.Suffix,
            "street st avenue ave av road rd drive dr lane ln boulevard blvd court ct place pl way terrace ter close crescent cres square sq hill gardens grove row mews parkway pkwy highway hwy "
            + "circle cir trail trl alley loop pike quay pass crossing xing cove ridge view point heights hts streets avenues roads drives lanes bypass turnpike expressway walk park green vale rise mount "
            + "plaza esplanade promenade junction ridges coves route"),
        (AddressWord.Type,
            "rue avenue av boulevard bd place chemin allée allee quai impasse passage cours route square sentier faubourg calle avenida avda paseo plaza camino carretera travesía via viale piazza corso vicolo "
            + "largo strada rua travessa praça alameda estrada ul ulica aleja plac ulice calea"),
        (AddressWord.Particle, "de la le du des del della di da do dos das les los las el von van der den dem zum zur am im an and et y e of the"),
        (AddressWord.Unit, "apt apartment suite ste unit flat room rm floor fl building bldg box wohnung whg app appt bte piso psc cmr"),
        (AddressWord.Military, "psc cmr unit")).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> States = (
        "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC PR GU VI AS MP AA AE AP "
        + "AB BC MB NB NL NS NT NU ON PE QC SK YT NSW QLD VIC TAS ACT").Split(' ').ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly string[] Endings =
        ["straße", "strasse", "str.", "weg", "gasse", "platz", "allee", "ring", "damm", "ufer", "steig", "stieg", "vej", "gade", "gata", "gatan", "vägen", "veien", "vegen", "gränd", "katu", "kuja", "polku", "straat", "laan", "plein", "gracht", "kade"];

    private static readonly SearchValues<char> EndingLetters = SearchValues.Create([.. Endings.Select(ending => ending[^1]).Distinct()]);

    /// <summary>All that a word can be, in any case, with or without a point at its end.</summary>
    public static AddressWord Kind(ReadOnlySpan<char> word) =>
        word.Length > 0 && Words.TryGetValue(word[^1] == '.' ? word[..^1] : word, out var kind) ? kind
        : word.Length > 2 && word[1] == '\'' && word[0] is 'd' or 'l' ? AddressWord.Particle : AddressWord.None;

    public static bool Is(ReadOnlySpan<char> word, AddressWord kind) => (Kind(word) & kind) != 0;

    public static bool IsState(ReadOnlySpan<char> word) => States.Contains(word);

    /// <summary>Whether a word ends as streets of one word do: <c>Hauptstraße</c>, <c>Mellemvej</c>.</summary>
    public static bool IsCompound(ReadOnlySpan<char> word)
    {
        if (word.Length < 6 || !EndingLetters.Contains(char.ToLowerInvariant(word[^1])))
            return false;
        foreach (var ending in Endings)
            if (word.Length > ending.Length + 2 && word.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    private static FrozenDictionary<string, AddressWord> Table(params (AddressWord Kind, string Words)[] rows) => rows
        .SelectMany(row => row.Words.Split(' ').Select(word => (word, row.Kind)))
        .GroupBy(pair => pair.word, StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(group => group.Key, group => group.Aggregate(AddressWord.None, (kinds, pair) => kinds | pair.Kind), StringComparer.OrdinalIgnoreCase);
}
