using System.Collections.Frozen;

namespace SaaSGate.Inspection.Detection.Identity;

/// <summary>Words that addresses are made of.</summary>
internal static class AddressWords
{
    /// <summary>Longest word that is looked up.</summary>
    public const int Longest = 20;

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Suffixes = Set(
        "street st avenue ave av road rd drive dr lane ln boulevard blvd court ct place pl way terrace ter close crescent cres square sq hill gardens grove row mews parkway pkwy highway hwy "
        + "circle cir trail trl alley loop pike quay pass crossing xing cove ridge view point heights hts streets avenues roads drives lanes bypass turnpike expressway walk park green vale rise mount "
        + "plaza esplanade promenade junction ridges coves route");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Types = Set(
        "rue avenue av boulevard bd place chemin allée allee quai impasse passage cours route square sentier faubourg calle avenida avda paseo plaza camino carretera travesía via viale piazza corso vicolo largo strada "
        + "rua travessa praça alameda estrada ul ulica aleja plac ulice calea");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Particles = Set(
        "de la le du des del della di da do dos das les los las el von van der den dem zum zur am im an and et y e of the");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Units = Set("apt apartment suite ste unit flat room rm floor fl building bldg box wohnung whg app appt bte piso psc cmr");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> States = Set(
        "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC PR GU VI AS MP AA AE AP "
        + "AB BC MB NB NL NS NT NU ON PE QC SK YT NSW QLD VIC TAS ACT", StringComparer.Ordinal);

    private static readonly string[] Endings =
        ["straße", "strasse", "str.", "weg", "gasse", "platz", "allee", "ring", "damm", "ufer", "steig", "stieg", "vej", "gade", "gata", "gatan", "vägen", "veien", "vegen", "gränd", "katu", "kuja", "polku", "straat", "laan", "plein", "gracht", "kade"];

    public static bool IsSuffix(ReadOnlySpan<char> word) => Suffixes.Contains(word.TrimEnd('.'));

    public static bool IsType(ReadOnlySpan<char> word) => Types.Contains(word.TrimEnd('.'));

    public static bool IsParticle(ReadOnlySpan<char> word) => Particles.Contains(word) || word.StartsWith("d'") || word.StartsWith("l'");

    public static bool IsUnit(ReadOnlySpan<char> word) => Units.Contains(word.TrimEnd('.'));

    /// <summary>Whether a word begins the address of a soldier or a ship.</summary>
    public static bool IsMilitary(ReadOnlySpan<char> word) => word.Equals("psc", StringComparison.OrdinalIgnoreCase) || word.Equals("cmr", StringComparison.OrdinalIgnoreCase) || word.Equals("unit", StringComparison.OrdinalIgnoreCase);

    public static bool IsState(ReadOnlySpan<char> word) => States.Contains(word);

    /// <summary>Whether a word ends as streets of one word do: <c>Hauptstraße</c>, <c>Mellemvej</c>.</summary>
    public static bool IsCompound(ReadOnlySpan<char> word)
    {
        foreach (var ending in Endings)
            if (word.Length > ending.Length + 2 && word.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    private static FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Set(string words, StringComparer? comparer = null) =>
        words.Split(' ').ToFrozenSet(comparer ?? StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
}
