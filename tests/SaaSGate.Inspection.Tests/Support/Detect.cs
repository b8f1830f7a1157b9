using SaaSGate.Inspection.Detection;

namespace SaaSGate.Inspection.Tests.Support;

/// <summary>Runs one detector over plain text, apart from what others make of it.</summary>
internal static class Detect
{
    /// <summary>Least score of what is masked unless a policy says otherwise.</summary>
    public const double Shipped = 0.5;

    /// <summary>What scores enough, as <c>TYPE:value</c>.</summary>
    public static string[] Find(Detector detector, string text, double least = Shipped)
    {
        var found = new List<string>();
        for (var from = 0; detector.TryFind(new TextView(text, final: true), from, out var value, out _);)
        {
            from = End(value, text);
            if (value.Score >= least)
                found.Add($"{value.Kind.Type}:{text[value.Start..from]}");
        }
        return [.. found];
    }

    /// <summary>Masks the text in one piece, in two for each cut, and unit by unit, and asserts that all come out alike.</summary>
    public static void AssertAnyCutIsTheSame(string text)
    {
        var whole = Scan.Mask(text);
        for (var cut = 0; cut <= text.Length; cut++)
            Assert.Equal(whole, Scan.MaskPieces([text[..cut], text[cut..]]));
        Assert.Equal(whole, Scan.MaskPieces(text.Select(unit => unit.ToString())));
    }

    private static int End(DetectedValue value, string text)
    {
        var (end, state) = (value.End, value.TailState);
        return value.Tail is null ? end : value.Tail.Follow(text, end, final: true, ref state, out _);
    }
}
