using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using CsCheck;
using SaaSGate.Inspection.Detection;
using SaaSGate.Inspection.Detection.Tenant;
using SaaSGate.Inspection.Masking;

namespace SaaSGate.Inspection.Tests.Detection.Tenant;

public sealed class PatternDetectorTests
{
    private static readonly string[] Patterns =
    [
        @"EMP-\d{6}", @"\bEMP-[0-9]{6}\b", @"(?i)project\s+(?:red|blue)\b", @"A+\b|A{5}", @"\b[a-z]{2,5}(-[a-z]{2,5}){1,3}\b", @"x.*?y", @"x.*y", @"(?<code>[A-Z]{2}\d+)(?:/\d+)?", @"\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+",
        @"[^\s,]{3,}@corp", @"(a|ab)(c|bcd)", @"\B-\d+", @"(?s)<<.+>>", @"[\u4e00-\u9fff]{2,4}", @"E?M?P-[\d-[5]]{2}", @"🦜+", @".😀?.", @"(?:ab{2,3}?){2}c*?",
    ];

    private static readonly Gen<string> Text = Gen.Frequency(
            (5, Texts.Pick("EMP-", "123456", "EMP-123456", "Project", " red", "blue", "A", "AAAAA", "ab", "abc", "bcd", "-", "x", "y", "XY12", "/3", "Ada Lovelace", "@corp", "<<", ">>", "鳥青", "🦜", "😀", "\n", " ", "\\n", "b", "5")),
            (1, Gen.Select(Texts.Pick("A", "x", "ab-", "1", "Aa ", "<"), Gen.Int[1, 300]).Select(run => string.Concat(Enumerable.Repeat(run.Item1, run.Item2)))),
            (1, Texts.Any))
        .List[0, 12].Select(parts => string.Concat(parts));

    private static readonly ConcurrentDictionary<string, (Regex Pattern, MaskPlan Plan)> Compiled = new();

    [Theory]
    [InlineData(@"EMP-\d{6}", "for EMP-123456 and EMP-12345", "OWN:EMP-123456")]
    [InlineData(@"\bEMP-\d{6}\b", "EMP-123456 XEMP-123456 EMP-1234567 \\nEMP-654321", "OWN:EMP-123456", "OWN:EMP-654321")]
    [InlineData(@"(?i)project\s+\w+", "the Project Red; projects", "OWN:Project Red")]
    [InlineData(@"a.c", "a😀c")]
    [InlineData(@"a.", "a😀c", "OWN:a😀")]
    public void Finds_what_the_pattern_matches(string pattern, string text, params string[] expected) => Assert.Equal(expected, Scan.Find(text, Given.Own(Detector(pattern))));

    [Theory]
    [InlineData("(a)\\1", "needs backtracking")]
    [InlineData("(?<=a)b", "needs backtracking")]
    [InlineData("(?>a)b", "needs backtracking")]
    [InlineData("(", "cannot be read")]
    [InlineData("^EMP", "may stand anywhere")]
    [InlineData("EMP$", "may stand anywhere")]
    [InlineData("EMP\\z", "may stand anywhere")]
    [InlineData("(EMP)*", "matches the empty text")]
    [InlineData("\\b", "matches the empty text")]
    [InlineData("a{257}", "No match fits into 256")]
    [InlineData("((a{1,100}){1,100}){1,2}", "repeats too much")]
    [InlineData("(?x) a b", "is of a kind that is not read here")]
    [InlineData("a(?i)b", "is of a kind that is not read here")]
    [InlineData("[[:digit:]]", "not read here")]
    [InlineData("\\012", "not read here")]
    public void Refuses_with_the_reason(string pattern, string reason)
    {
        Assert.Null(PatternDetector.Create("own", "OWN", pattern, out var refusal));
        Assert.Contains(reason, refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Masks_alike_at_any_cut() => Gen.Select(Texts.Pick(Patterns), Text, Gen.OneOf(Gen.Int[1, 1], Gen.Int[0, 5], Gen.Int[100, 400]).Array[1, 20]).Holds(
        (pattern, text, lengths) =>
        {
            var plan = Compile(pattern).Plan;
            Assert.Equal(Scan.MaskPieces([text], plan), Scan.MaskPieces(Texts.CutInto(text, lengths), plan));
        }, 1500);

    [Fact]
    public void Finds_what_trying_every_place_finds() => Gen.Select(Texts.Pick(Patterns), Text).Holds(
        (pattern, text) => Assert.Equal(TryEveryPlace(pattern, text), Scan.Find(text, Compile(pattern).Plan)), 1500);

    [Fact]
    public void Holds_back_only_what_could_still_match()
    {
        var scanner = new ValueScanner(Given.Own(Detector(@"\bEMP-\d{6}\b")), Given.Labeller);
        scanner.Reset();
        scanner.Append("nothing to see, so all of this passes; EMP-12");
        scanner.Scan(final: false);
        Assert.Equal("nothing to see, so all of this passes; ".Length, scanner.Released);
    }

    [Fact]
    public void Takes_time_in_proportion_to_the_text()
    {
        var text = string.Concat(Enumerable.Repeat("x", 200_000)) + "y";
        Assert.Single(Scan.Find(text, Given.Own(Detector("x.*y"))));
        Assert.Empty(Scan.Find(text, Given.Own(Detector("x.*z"))));
    }

    /// <summary>The promise, word for word.</summary>
    private static List<string> TryEveryPlace(string pattern, string text)
    {
        var (regex, found) = (Compile(pattern).Pattern, new List<string>());
        for (var start = 0; start < text.Length; start++)
        {
            if (start > 0 && char.IsSurrogatePair(text[start - 1], text[start]))
                continue;
            var before = start > 0 && !Escapes.EndsBefore(new TextView(text, true), start) ? 1 : 0;
            var limit = Math.Min(text.Length, start + 256);
            if (limit == start + 256 && char.IsHighSurrogate(text[limit - 1]))
                limit--;
            var match = regex.Match(text[(start - before)..limit], before);
            if (!match.Success || match.Index != before)
                continue;
            var end = start + match.Length;
            if (end < limit && char.IsSurrogatePair(text[end - 1], text[end]))
                end++;
            found.Add($"OWN:{text[start..end]}");
            start = end - 1;
        }
        return found;
    }

    private static (Regex Pattern, MaskPlan Plan) Compile(string pattern) =>
        Compiled.GetOrAdd(pattern, pattern => (new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant), Given.Own(Detector(pattern))));

    private static PatternDetector Detector(string pattern)
    {
        var detector = PatternDetector.Create("own", "OWN", pattern, out var refusal);
        Assert.True(detector is not null, refusal);
        return detector;
    }
}
