namespace SaaSGate.Inspection.Detection.Secrets;

/// <summary>Secrets that are known by their first units.</summary>
/// <param name="Service">Name in findings.</param>
/// <param name="Head">What they begin with.</param>
internal abstract record HeadFormat(string Service, string Head)
{
    public ValueKind Kind { get; } = new(Service, FindingTypes.ApiKey, 50);

    /// <summary>Whether a secret can begin at an index, after what stands before.</summary>
    public virtual bool MayBeginAt(TextView text, int index) => !char.IsAsciiLetterOrDigit(text.Before(index)) || Escapes.EndsBefore(text, index) || EndsColour(text, index);

    /// <summary>Reads a secret whose head stands at an index.</summary>
    public abstract bool TryRead(ref TextView text, int start, out DetectedValue found);

    /// <summary>The m that ends a colour of a terminal: <c>ESC [ 9 4 m</c>.</summary>
    private static bool EndsColour(TextView text, int index)
    {
        const int longest = 12;
        if (text.Before(index) != 'm')
            return false;
        for (var distance = 2; distance < longest; distance++)
            if (text.Before(index, distance) == '[')
                return text.Before(index, distance + 1) == '\u001B' || distance > 2;
            else if (!char.IsAsciiDigit(text.Before(index, distance)) && text.Before(index, distance) != ';')
                return false;
        return false;
    }
}
