namespace SaaSGate.Inspection.Detection.Names;

/// <summary>
/// Forms of address before a name: "Dr. Ada Byron" and "Ada Byron" are one person, who has one label and one fingerprint. The form is
/// a title by itself.
/// </summary>
internal static class NameHonorifics
{
    private static readonly uint[] Forms = Array.ConvertAll(
        ["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "doctor", "sir", "madam", "madame", "mme", "monsieur", "herr", "frau", "señor", "señora"],
        word => NameHash.Of(word));

    /// <summary>Where the name itself begins; the start where no form stands before it.</summary>
    /// <param name="segment">Tokens.</param>
    /// <param name="start">First token of a name of a person.</param>
    /// <param name="end">Behind its last one.</param>
    public static int End(NameSegment segment, int start, int end)
    {
        var name = start;
        while (name < end && Array.IndexOf(Forms, segment[name].Word) >= 0)
        {
            name++;
            if (name < end && segment[name].Shape == NameShape.Stop && segment[name].Glued)
                name++;
        }
        return name < end && segment[name].Shape is not (NameShape.Mark or NameShape.Stop) ? name : start;
    }
}
