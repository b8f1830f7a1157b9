using System.Diagnostics;
using CsCheck;
using SaaSGate.Inspection.Detection.Tenant;
using SaaSGate.Inspection.Masking;

namespace SaaSGate.Inspection.Tests.Detection.Tenant;

public sealed class DictionaryDetectorTests
{
    private static readonly string[] Entries = ["Bluebird", "Red Falcon", "Red Falcon Nine", "red", ".NET", "C#", "O'Neill", "Straße", "青い鳥", "ab", new string('x', 256), "🦜 parrot"];

    private static readonly MaskPlan WholeWords = Given.Own(Detector()), AnyPart = Given.Own(Detector(wholeWords: false)), Exact = Given.Own(Detector(wholeWords: false, matchCase: true));

    private static readonly Gen<string> Text = Gen.Frequency(
            (3, Texts.Pick(Entries)), (1, Texts.Pick(Entries).Select(entry => entry.ToUpperInvariant())), (2, Texts.Pick(" ", "\n", "-", "_", "s", "\\n", "re", "blue", "Red Falcon Ni", "x", "🦜", "ab")), (1, Texts.Any))
        .List[0, 10].Select(parts => string.Concat(parts));

    [Theory]
    [InlineData("about bluebird.", "OWN:bluebird")]
    [InlineData("BLUEBIRD's", "OWN:BLUEBIRD")]
    [InlineData("bluebirds, ubluebird, blue bird, bluebird_2")]
    [InlineData("the red\nfalcon", "OWN:red\nfalcon")]
    [InlineData("red falcon nine lives", "OWN:red falcon nine")]
    [InlineData("red falcon nin", "OWN:red falcon")]
    [InlineData("redfalcon")]
    [InlineData("on .net and C#", "OWN:.net", "OWN:C#")]
    [InlineData("Mr O’Neill", "OWN:O’Neill")]
    [InlineData("これは青い鳥です", "OWN:青い鳥")]
    [InlineData("line\\nbluebird\\n", "OWN:bluebird")]
    [InlineData("a 🦜 Parrot", "OWN:🦜 Parrot")]
    [InlineData("ab abc", "OWN:ab")]
    public void Finds_whole_words_in_any_case(string text, params string[] expected) => Assert.Equal(expected, Scan.Find(text, Given.Own(Detector())));

    [Fact]
    public void Finds_parts_of_words_and_minds_case_where_it_is_told_so()
    {
        Assert.Equal(["OWN:Bluebird"], Scan.Find("xBluebirds bluebird", Given.Own(Detector(wholeWords: false, matchCase: true))));
        Assert.Equal(["OWN:Bluebird"], Scan.Find("Bluebirds bluebird Bluebird", Given.Own(Detector(matchCase: true))));
    }

    [Fact]
    public void Gives_all_spellings_of_an_entry_one_label() =>
        Assert.Single(new[] { "Red Falcon", "RED\tFALCON", "red\u00A0falcon" }.Select(text => Scan.MaskPieces([text], Given.Own(Detector()))).Distinct());

    [Fact]
    public void Masks_alike_at_any_cut() => Gen.Select(Text, Gen.OneOf(Gen.Int[1, 1], Gen.Int[0, 5], Gen.Int[100, 400]).Array[1, 20], Gen.Bool).Holds(
        (text, lengths, wholeWords) =>
        {
            var plan = wholeWords ? WholeWords : AnyPart;
            Assert.Equal(Scan.MaskPieces([text], plan), Scan.MaskPieces(Texts.CutInto(text, lengths), plan));
        }, 500);

    [Fact]
    public void Finds_what_a_search_for_each_entry_finds() => Text.Select(text => text.Replace('\n', '-').Replace('’', '-')).Holds(
        text =>
        {
            var expected = new List<string>();
            for (var at = 0; at < text.Length;)
            {
                var rest = text[at..];
                var longest = Entries.Where(entry => rest.StartsWith(entry, StringComparison.Ordinal)).MaxBy(entry => entry.Length);
                if (longest is not null)
                    expected.Add($"OWN:{longest}");
                at += longest?.Length ?? 1;
            }
            Assert.Equal(expected, Scan.Find(text, Exact));
        }, 500);

    [Fact]
    public void Takes_a_million_entries()
    {
        var random = new Random(7);
        var entries = new HashSet<string>(StringComparer.Ordinal);
        while (entries.Count < 1_000_000)
            entries.Add($"{Word(random, 4, 10)} {Word(random, 3, 12)}");
        var start = Stopwatch.GetTimestamp();
        var detector = new DictionaryDetector("big", "OWN", entries);
        var built = Stopwatch.GetElapsedTime(start);
        var text = string.Join(' ', Enumerable.Range(0, 200_000).Select(_ => Word(random, 2, 10)));
        start = Stopwatch.GetTimestamp();
        var found = Scan.Find(text + " " + string.Join(". ", entries.Take(1000)), Given.Own(detector));
        var read = Stopwatch.GetElapsedTime(start);
        TestContext.Current.SendDiagnosticMessage($"{built.TotalSeconds:N2} s to build, {detector.Bytes / 1e6:N0} MB, {text.Length / read.TotalSeconds / 1e6:N0} M units/s");
        Assert.InRange(found.Length, 1000, 1500);
        Assert.InRange(detector.Bytes, 0, 100_000_000);
        Assert.InRange(built.TotalSeconds, 0, 300);
    }

    private static DictionaryDetector Detector(bool wholeWords = true, bool matchCase = false) => new("own", "OWN", Entries, wholeWords, matchCase);

    private static string Word(Random random, int least, int most) => string.Create(random.Next(least, most), random, (word, random) =>
    {
        for (var i = 0; i < word.Length; i++)
            word[i] = (char)('a' + random.Next(26));
    });
}
