namespace SaaSGate.Inspection.Detection.Names;

/// <summary>
/// Forms of address before a name: "Dr. Ada Byron" and "Ada Byron" are one person, who has one label and one fingerprint. The form is
/// a title by itself.
/// </summary>
internal static class NameHonorifics
{
    private static readonly int Person = Array.IndexOf(NameTags.Types, FindingTypes.Person), Title = Array.IndexOf(NameTags.Types, FindingTypes.Title);

    private static readonly string[] Words =
        ["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "doctor", "sir", "madam", "madame", "mme", "monsieur", "herr", "frau", "señor", "señora"];

    private static readonly uint[] Forms = Array.ConvertAll(Words, word => NameHash.Of(word));

    /// <summary>A name without the forms that it was written with.</summary>
    /// <param name="words">Its words, written small.</param>
    public static ReadOnlySpan<string> Strip(ReadOnlySpan<string> words)
    {
        while (words.Length > 1 && Array.IndexOf(Words, words[0].TrimEnd('.')) >= 0)
            words = words[1..];
        return words;
    }

    /// <summary>Where the name itself begins; the start where no form stands in it.</summary>
    /// <param name="segment">Tokens.</param>
    /// <param name="start">First token of what was taken for a person.</param>
    /// <param name="end">Behind its last one.</param>
    public static int End(NameSegment segment, int start, int end)
    {
        var name = start;
        while (name < end && IsForm(segment[name]))
        {
            var next = name + (name + 1 < end && IsStop(segment[name + 1]) ? 2 : 1);
            if (next >= end || segment[next].Shape is NameShape.Mark or NameShape.Stop)
                break; // Somebody is called Herr.
            name = next;
        }
        return name;
    }

    /// <summary>Lets people begin with the form that stands before them, where it is not guessed to be anything else.</summary>
    public static void Join(NameSegment segment, Span<byte> tags, ReadOnlySpan<byte> guesses)
    {
        for (var i = 1; i < tags.Length; i++)
        {
            var start = i;
            while (tags[i] == NameTags.Begin(Person) && Before(segment, start) is var before && before < start && AreFree(tags[before..start], guesses[before..start]))
                start = before;
            if (start == i)
                continue;
            tags[start] = (byte)NameTags.Begin(Person);
            tags[(start + 1)..(i + 1)].Fill((byte)NameTags.Inside(Person));
        }
    }

    private static bool AreFree(ReadOnlySpan<byte> tags, ReadOnlySpan<byte> guesses)
    {
        foreach (var guess in guesses)
            if (guess != NameTags.Outside && NameTags.TypeOf(guess) != Person && NameTags.TypeOf(guess) != Title)
                return false;
        return !tags.ContainsAnyExcept((byte)NameTags.Outside);
    }

    /// <summary>Where the form begins that ends here; here where none does.</summary>
    private static int Before(NameSegment segment, int end)
    {
        var start = end > 1 && IsStop(segment[end - 1]) ? end - 2 : end - 1;
        return start >= 0 && IsForm(segment[start]) ? start : end;
    }

    // Initials are hashed as what they spell: M.S. is no Ms.
    private static bool IsForm(in NameToken token) => token.Shape is NameShape.Lower or NameShape.Capitalised or NameShape.Upper && Array.IndexOf(Forms, token.Word) >= 0;

    private static bool IsStop(in NameToken token) => token.Shape == NameShape.Stop && token.Glued;
}
