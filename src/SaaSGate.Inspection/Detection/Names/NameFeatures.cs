namespace SaaSGate.Inspection.Detection.Names;

/// <summary>What is seen of a token and of two to either side, as hashes.</summary>
internal static class NameFeatures
{
    /// <summary>Most features of a token.</summary>
    public const int Max = 128;

    /// <summary>Tokens to either side.</summary>
    public const int Reach = 2;

    /// <summary>Lists the features of a token.</summary>
    /// <param name="text">Text that the token was read from.</param>
    /// <param name="segment">The segment that it stands in.</param>
    /// <param name="index">Its number there.</param>
    /// <param name="features">Receives the hashes.</param>
    /// <returns>How many there are, how many of them, the first ones, name the word itself, and up to where those go that name words around it.</returns>
    public static (int Count, int Own, int Around) Read(ReadOnlySpan<char> text, NameSegment segment, int index, Span<uint> features)
    {
        var window = segment.Around(index);
        ref readonly var opening = ref segment.Opening(index);
        var (ahead, capitals) = (segment.Ahead(index), segment.Capitals);
        ref readonly var token = ref window[Reach];
        ref readonly var left = ref window[Reach - 1];
        ref readonly var farLeft = ref window[Reach - 2];
        ref readonly var right = ref window[Reach + 1];
        ref readonly var farRight = ref window[Reach + 2];
        var (shape, shapeLeft, shapeRight) = ((uint)token.Shape, (uint)left.Shape, (uint)right.Shape);
        var (lists, listsLeft, listsRight) = (token.Bits & WordBits.Lists, left.Bits & WordBits.Lists, right.Bits & WordBits.Lists);
        var (small, smallLeft, smallRight) = ((token.Bits >> 12) & 3, (left.Bits >> 12) & 3, (right.Bits >> 12) & 3);
        var opens = left.Shape is NameShape.Edge or NameShape.Stop or NameShape.NewLine or NameShape.Gap ? 1u : 0;
        var count = 0;

        features[count++] = Hash(0, token.Word, shape);
        features[count++] = Hash(1, token.Word, left.Word);
        features[count++] = Hash(2, token.Word, right.Word);
        features[count++] = Hash(3, token.Word, opens);
        var word = text[token.Start..token.End];
        if (token.Shape is not (NameShape.Mark or NameShape.Stop or NameShape.NewLine or NameShape.Gap or NameShape.Opaque))
        {
            var prefix = NameHash.Empty;
            for (var i = 0; i < Math.Min(4, word.Length); i++)
            {
                prefix = NameHash.Add(prefix, word[i]);
                if (i > 0)
                    features[count++] = Hash(4, prefix, (uint)i);
            }
            var suffix = NameHash.Empty;
            for (var i = 0; i < Math.Min(4, word.Length); i++)
            {
                suffix = NameHash.Add(suffix, word[^(i + 1)]);
                features[count++] = Hash(5, suffix, shape);
            }
        }
        var own = count;

        features[count++] = Hash(21, left.Word);
        features[count++] = Hash(22, right.Word);
        features[count++] = Hash(23, farLeft.Word);
        features[count++] = Hash(24, farRight.Word);
        features[count++] = Hash(25, farLeft.Word, left.Word);
        features[count++] = Hash(26, right.Word, farRight.Word);
        features[count++] = Hash(27, left.Word, right.Word);
        features[count++] = Hash(28, shape, left.Word);
        features[count++] = Hash(29, shape, right.Word);
        features[count++] = Hash(30, shape + (shapeRight << 8), left.Word);
        features[count++] = Hash(31, shape, left.Word, farLeft.Word);
        features[count++] = Hash(41, lists, left.Word);
        features[count++] = Hash(42, lists, right.Word);
        features[count++] = Hash(46, left.Suffix, shape);
        features[count++] = Hash(47, right.Suffix, shape);
        features[count++] = Hash(49, small + (opens << 2), shape, left.Suffix);
        features[count++] = Hash(54, shape, opening.Word, lists);
        features[count++] = Hash(55, shape, opening.Word, shapeLeft);
        features[count++] = Hash(57, shape + (shapeLeft << 8), farLeft.Word, opening.Word);
        var run = segment.Run(index);
        ref readonly var last = ref segment.Near(run.Last);
        ref readonly var first = ref segment.Near(run.First);
        ref readonly var beforeRun = ref segment.Near(run.First - 1);
        ref readonly var afterRun = ref segment.Near(run.Last + 1);
        var place = shape + (index == run.First ? 0x100u : 0) + (index == run.Last ? 0x200u : 0);
        var length = (uint)Math.Min(4, run.Last - run.First);
        features[count++] = Hash(63, place, last.Word);
        features[count++] = Hash(64, place, first.Word);
        features[count++] = Hash(65, place, beforeRun.Word, length);
        features[count++] = Hash(66, place, afterRun.Word, length);
        features[count++] = Hash(67, place, last.Suffix);
        features[count++] = Hash(68, beforeRun.Word, afterRun.Word, length);
        var around = count;

        features[count++] = Hash(69, place, last.Bits & WordBits.Lists, length);
        features[count++] = Hash(70, place, first.Bits & WordBits.Lists, last.Bits & WordBits.Lists);
        features[count++] = Hash(71, place, length, (uint)beforeRun.Shape + ((uint)afterRun.Shape << 8));

        features[count++] = Hash(20, shape, opens);
        features[count++] = Hash(61, shape, capitals, small);
        features[count++] = Hash(62, shape, capitals, lists);
        features[count++] = Hash(58, shape, ahead, shapeLeft);
        features[count++] = Hash(59, shape + (ahead << 8), opening.Word, shapeLeft);
        features[count++] = Hash(60, shape, ahead, (uint)farLeft.Shape + (shapeLeft << 8));
        features[count++] = Hash(32, shape, shapeLeft);
        features[count++] = Hash(33, shape, shapeRight);
        features[count++] = Hash(34, shape, shapeLeft, shapeRight);
        features[count++] = Hash(35, shape, shapeLeft, (uint)farLeft.Shape);
        features[count++] = Hash(36, shape, shapeRight, (uint)farRight.Shape);
        features[count++] = Hash(37, lists, shape);
        features[count++] = Hash(38, lists, listsLeft, shape);
        features[count++] = Hash(39, lists, listsRight, shape);
        features[count++] = Hash(40, lists, small, shape);
        features[count++] = Hash(43, small + (opens << 2), shape);
        features[count++] = Hash(44, small + (smallLeft << 2), shape, shapeLeft);
        features[count++] = Hash(45, small + (smallRight << 2), shape, shapeRight);
        features[count++] = Hash(48, (token.Glued ? 1u : 0) + (right.Glued ? 2u : 0), shape, shapeLeft + (shapeRight << 8));
        features[count++] = Hash(56, shape, (uint)opening.Shape, shapeLeft);
        for (var rest = lists; rest != 0; rest &= rest - 1)
        {
            var bit = rest & ~(rest - 1);
            features[count++] = Hash(50, bit, shape, small);
            features[count++] = Hash(51, bit, shapeLeft, shapeRight);
        }
        for (var rest = listsLeft; rest != 0; rest &= rest - 1)
            features[count++] = Hash(52, rest & ~(rest - 1), shape);
        for (var rest = listsRight; rest != 0; rest &= rest - 1)
            features[count++] = Hash(53, rest & ~(rest - 1), shape);
        return (count, own, around);
    }

    private static uint Hash(uint template, uint first, uint second = 0, uint third = 0)
    {
        var hash = ((ulong)template * 0x9E3779B97F4A7C15UL) + (first * 0xC2B2AE3D27D4EB4FUL) + (second * 0x165667B19E3779F9UL) + (third * 0xD6E8FEB86659FD93UL);
        hash = (hash ^ (hash >> 29)) * 0xBF58476D1CE4E5B9;
        return (uint)(hash >> 32);
    }
}
