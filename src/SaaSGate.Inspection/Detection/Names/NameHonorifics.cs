namespace SaaSGate.Inspection.Detection.Names;

/// <summary>
/// Forms of address before a name: "Dr. Ada Byron" and "Ada Byron" are one person, who has one label and one fingerprint. The form is
/// a title by itself.
/// </summary>
internal static class NameHonorifics
{
    private static readonly int Person = Array.IndexOf(NameTags.Types, FindingTypes.Person);

    private static readonly uint[] Forms = Array.ConvertAll(
        ["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "doctor", "sir", "madam", "madame", "mme", "monsieur", "herr", "frau", "señor", "señora"],
        word => NameHash.Of(word));

    /// <summary>Where the name itself begins; the start where no form stands in it.</summary>
    /// <param name="segment">Tokens.</param>
    /// <param name="start">First token of what was taken for a person.</param>
    /// <param name="end">Behind its last one.</param>
    public static int End(NameSegment segment, int start, int end)
    {
        var name = start;
        while (name < end && IsForm(segment[name]))
            name += name + 1 < end && IsStop(segment[name + 1]) ? 2 : 1;
        return name < end && segment[name].Shape is not (NameShape.Mark or NameShape.Stop) ? name : start;
    }

    /// <summary>Lets people begin with the form that stands before them.</summary>
    public static void Join(NameSegment segment, Span<byte> tags)
    {
        for (var i = 1; i < tags.Length; i++)
        {
            var start = i;
            while (tags[i] == NameTags.Begin(Person) && Before(segment, start) is var before && before < start && !tags[before..start].ContainsAnyExcept((byte)NameTags.Outside))
                start = before;
            if (start == i)
                continue;
            tags[start] = (byte)NameTags.Begin(Person);
            tags[(start + 1)..(i + 1)].Fill((byte)NameTags.Inside(Person));
        }
    }

    /// <summary>Where the form begins that ends here; here where none does.</summary>
    private static int Before(NameSegment segment, int end)
    {
        var start = end > 1 && IsStop(segment[end - 1]) ? end - 2 : end - 1;
        return start >= 0 && IsForm(segment[start]) ? start : end;
    }

    private static bool IsForm(in NameToken token) => Array.IndexOf(Forms, token.Word) >= 0;

    private static bool IsStop(in NameToken token) => token.Shape == NameShape.Stop && token.Glued;
}
