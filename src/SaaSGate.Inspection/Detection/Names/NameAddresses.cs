namespace SaaSGate.Inspection.Detection.Names;

/// <summary>
/// Joins what was found of an address in pieces: a street, a town and a country on one line, with commas between, are one value; so
/// are a number and what follows it, where that goes on to the town. A number before a street that has its own is a value by itself.
/// </summary>
internal static class NameAddresses
{
    private const int LeastCommas = 2;
    private static readonly int Address = Array.IndexOf(NameTags.Types, FindingTypes.Address), Location = Array.IndexOf(NameTags.Types, FindingTypes.Location);

    private static readonly uint[] Units = Array.ConvertAll(["apt", "apartment", "suite", "ste", "unit", "flat", "floor", "#"], word => NameHash.Of(word));

    /// <summary>Changes the tags of such pieces to those of one address.</summary>
    public static void Join(NameSegment segment, Span<byte> tags)
    {
        for (var i = 0; i < tags.Length; i++)
        {
            if (tags[i] != NameTags.Begin(Address))
                continue;
            if (IsNumber(segment[i]) && i + 1 < tags.Length && tags[i + 1] == NameTags.Begin(Address) && GoesOn(segment, tags, i + 1))
                tags[i + 1] = (byte)NameTags.Inside(Address);
            var end = End(segment, tags, i);
            for (var at = i + 1; at < end; at++)
                tags[at] = (byte)NameTags.Inside(Address);
            if (end == i && HasOwnNumber(segment, tags, i))
                tags[i + 1] = (byte)NameTags.Begin(Address);
            i = Math.Max(i, end - 1);
        }
    }

    /// <summary>Behind the last piece: a place, or a postal code behind it; the start where there is nothing to join.</summary>
    private static int End(NameSegment segment, ReadOnlySpan<byte> tags, int start)
    {
        var (end, commas, afterPlace) = (start, 0, false);
        for (var i = start + 1; i < tags.Length; i++)
        {
            var isComma = IsComma(segment[i]);
            commas += isComma ? 1 : 0;
            if (segment[i].Shape is NameShape.NewLine or NameShape.Gap || (tags[i] == NameTags.Outside && !isComma))
                break;
            var isPlace = tags[i] != NameTags.Outside && NameTags.TypeOf(tags[i]) == Location;
            var isCode = afterPlace && tags[i] != NameTags.Outside && NameTags.TypeOf(tags[i]) == Address && IsNumber(segment[i]);
            if ((isPlace || isCode) && commas >= LeastCommas)
                end = i + 1;
            afterPlace = isPlace || (afterPlace && isCode);
        }
        return end;
    }

    /// <summary>Whether the address that begins here has a comma or another line.</summary>
    private static bool GoesOn(NameSegment segment, ReadOnlySpan<byte> tags, int start)
    {
        for (var i = start + 1; i < tags.Length && tags[i] == NameTags.Inside(Address); i++)
            if (segment[i].Shape == NameShape.NewLine || IsComma(segment[i]))
                return true;
        return false;
    }

    /// <summary>Whether a number begins an address of one line that has another, first or last, and names no unit.</summary>
    private static bool HasOwnNumber(NameSegment segment, ReadOnlySpan<byte> tags, int start)
    {
        var end = start + 1;
        while (end < tags.Length && tags[end] == NameTags.Inside(Address))
            end++;
        if (end - start < 3 || !IsNumber(segment[start]) || segment[start + 1].Glued || !(IsNumber(segment[start + 1]) || IsNumber(segment[end - 1]) || (segment[end - 1].Shape == NameShape.Stop && IsNumber(segment[end - 2]))))
            return false;
        for (var i = start + 1; i < end; i++)
            if (IsComma(segment[i]) || segment[i].Shape == NameShape.NewLine || Array.IndexOf(Units, segment[i].Word) >= 0)
                return false;
        return true;
    }

    private static bool IsComma(in NameToken token) => token.Shape == NameShape.Mark && token.Word == NameTokens.Comma;

    private static bool IsNumber(in NameToken token) => token.Shape is NameShape.Digit or NameShape.TwoDigits or NameShape.ThreeDigits or NameShape.FourDigits or NameShape.Number;
}
