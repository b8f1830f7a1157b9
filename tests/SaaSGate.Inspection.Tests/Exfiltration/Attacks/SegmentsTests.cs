using CsCheck;
using SaaSGate.Inspection.Exfiltration.Attacks;

namespace SaaSGate.Inspection.Tests.Exfiltration.Attacks;

public sealed class SegmentsTests
{
    [Fact]
    public void Cuts_at_sentences_and_lines_and_keeps_short_ones_with_the_next() =>
        Assert.Equal(["Hi. This is the first sentence.", "And a line without an end", "1.5 litres are enough."], Cut("Hi. This is the first sentence. And a line without an end\n1.5 litres are enough."));

    [Fact]
    public void Covers_every_letter_once_and_in_order() => Gen.String[Gen.Char["ab .?!\n。"], 0, 2000].Holds(text =>
    {
        Assert.Equal(text.Where(char.IsLetter), string.Concat(Cut(text)).Where(char.IsLetter));
        Assert.All(Cut(text), segment => Assert.InRange(segment.Length, 1, Segments.Longest));
    }, 100);

    private static List<string> Cut(string text)
    {
        var cut = new List<string>();
        foreach (var (start, end) in new Segments(text))
            cut.Add(text[start..end]);
        return cut;
    }
}
