namespace SaaSGate.Inspection.Detection.Names;

/// <summary>Tags of tokens: 0 for none, and for each type one that begins a name and one that goes on with it.</summary>
internal static class NameTags
{
    public const int Outside = 0;

    private const int Address = 3, Nrp = 4, Title = 5, LongestHouseNumber = 6;

    /// <summary>
    /// Their order is part of the weights. Ages, dates and postal codes were tried as well: in sentences that training had
    /// not seen they were hardly found, or where there were none.
    /// </summary>
    public static readonly string[] Types =
    [
        FindingTypes.Person, FindingTypes.Location, FindingTypes.Org, FindingTypes.Address, FindingTypes.Nrp, FindingTypes.Title,
    ];

    public static readonly int Count = 1 + (2 * Types.Length);

    private static readonly uint[] ByShape = [.. Enum.GetValues<NameShape>().Select(Possible)];

    public static int Begin(int type) => 1 + (2 * type);

    public static int Inside(int type) => 2 + (2 * type);

    public static int TypeOf(int tag) => (tag - 1) / 2;

    public static bool IsInside(int tag) => tag > 0 && tag % 2 == 0;

    /// <summary>Nothing goes on that has not begun.</summary>
    public static bool MayFollow(int tag, int before) => !IsInside(tag) || before == tag || before == tag - 1;

    /// <summary>Tags that a token can have by how it looks and what is known of it, as bits.</summary>
    public static uint Possible(in NameToken token)
    {
        var tags = ByShape[(int)token.Shape];
        if (token.Shape is NameShape.Lower or NameShape.Capitalised or NameShape.Upper or NameShape.MixedCase or NameShape.Initial or NameShape.Dotted or NameShape.Hashtag or NameShape.Foreign)
        {
            if ((token.Bits & WordBits.Nationality) == 0)
                tags &= ~Bit(Begin(Nrp));
        }
        else if (token.Shape == NameShape.Number && token.Length > LongestHouseNumber)
            tags &= ~Bit(Begin(Address));
        return tags;
    }

    public static uint Bit(int tag) => 1u << tag;

    private static uint Possible(NameShape shape)
    {
        var tags = Bit(Outside);
        for (var type = 0; type < Types.Length; type++)
        {
            if (shape is not (NameShape.NewLine or NameShape.Gap or NameShape.Handle or NameShape.Opaque) || (type == Address && shape == NameShape.NewLine))
                tags |= Bit(Inside(type));
            if (MayBegin(type, shape))
                tags |= Bit(Begin(type));
        }
        return tags;
    }

    private static bool MayBegin(int type, NameShape shape) => shape switch
    {
        NameShape.Edge or NameShape.Stop or NameShape.Mark or NameShape.NewLine or NameShape.Gap or NameShape.Handle or NameShape.Opaque => false,
        NameShape.Digit or NameShape.TwoDigits or NameShape.ThreeDigits or NameShape.FourDigits or NameShape.Number => type is not (Nrp or Title),
        _ => true,
    };
}
