using System.Text.RegularExpressions;
using CsCheck;
using SaaSGate.Inspection.Policies.Matching;

namespace SaaSGate.Inspection.Tests.Policies.Matching;

public sealed class PatternTableTests
{
    private static readonly string[] Patterns =
    [
        "export", @"(?i)\bexport all\b", "(?i)ignore (all |any )?(previous|prior|earlier) instructions", "[0-9]{6}", "colou?r", "ab{2,3}c+d", "(abc|abd)e", "a|bcd", "(?:xyz)*q", "(?i:UPPER)case", "x{0,2}yyy", "[]a]bcd", @"\(abc\)",
        @"\u0061bc", "(?<name>abc)def", "(?i)straße", "", "abc$", "(?#note)abc", "(?i)a(?-i)bcd", "abc|", "kelvin", "(?i)kelvin", "(?:a(?:b|c)d)+",
    ];

    private static readonly Gen<string> Text = Gen.OneOf(
        Texts.Pick(
        [
            "export", "EXPORT ALL", "ignore previous instructions", "Ignore Any Earlier Instructions", "123456", "color", "colour", "abbccd", "abce", "abde", "bcd", "xyzq", "uppercase", "UPPERcase", "yyy", "abc", "]bcd", "(abc)",
            "abcdef", "STRASSE", "straße", "kelvin", "\u212Aelvin", "KELVIN", "abd", "acd", "aBCD", "\n",
        ]),
        Gen.String[Gen.Char["abcdexyzpor tlinguk\u212A\u017F\u0130\u0131"], 0, 8]).Array[0, 6].Select(parts => string.Concat(parts));

    [Fact]
    public void Matches_what_each_pattern_matches_by_itself()
    {
        Regex[] patterns = [.. Patterns.Select(pattern => new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant))];
        var table = new PatternTable(patterns.Select((pattern, rule) => (rule, pattern)), RuleBits.Words(patterns.Length));
        Text.Holds(
            text =>
            {
                var matched = new ulong[RuleBits.Words(patterns.Length)];
                table.Match(text, [], matched);
                Assert.Equal(patterns.Select(pattern => pattern.IsMatch(text)), patterns.Select((_, rule) => RuleBits.Contains(matched, rule)));
            }, 5000);
    }

    [Theory]
    [InlineData("export", "export")]
    [InlineData("(?i)Export ALL", "export all")]
    [InlineData("ignore (all )?previous instructions", "nstruct&gnore &prev&ous &ons")]
    [InlineData("(password|secret)s?", "password,secret")]
    [InlineData("a(abc|xyzzy)b", "abc,xyzzy")]
    [InlineData("(abc.def|xyz)e", "abc,xyz")]
    [InlineData("(abc.defg)e", "defg&abc")]
    [InlineData(@"\bdump\b", "dump")]
    [InlineData("abc?def", "def")]
    [InlineData("abc*", "")]
    [InlineData("abc|d", "")]
    [InlineData("[abc]def[g]", "def")]
    [InlineData("(?x) abc def", "")]
    [InlineData(@"\x61bcd", "bcd")]
    [InlineData(@"\p{L}bcd", "bcd")]
    public void Reads_what_a_match_must_contain(string pattern, string literals)
    {
        Assert.Equal(literals.Length > 0, PatternLiterals.TryRead(pattern, out var read));
        Assert.Equal(literals, string.Join('&', (read ?? []).Select(set => string.Join(',', set))));
    }

    /// <summary>A search that ignores case knows fewer signs as equal than a pattern does; letters for which that matters are left out.</summary>
    [Fact]
    public void Leaves_out_letters_that_signs_elsewhere_equal()
    {
        var signs = new string([.. Enumerable.Range(0, char.MaxValue + 1).Select(unit => (char)unit)]);
        for (var letter = 'a'; letter <= 'z'; letter++)
        {
            var equal = new Regex("(?i)" + letter, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant).Matches(signs).Select(match => match.Value);
            if (letter is not ('k' or 'i'))
                Assert.All(equal, sign => Assert.Equal(letter.ToString(), sign, ignoreCase: true));
            if (PatternLiterals.TryRead(new string(letter, 3), out _))
                Assert.True(letter is not ('k' or 'i'));
        }
    }

    [Fact]
    public void Finds_a_pattern_behind_any_number_of_places_that_look_like_it()
    {
        var table = new PatternTable([(0, new Regex("export [0-9]", RegexOptions.NonBacktracking)), (1, new Regex("import", RegexOptions.NonBacktracking))], 1);
        foreach (var (text, expected) in ((string, ulong)[])[(string.Concat(Enumerable.Repeat("export x ", 1000)) + "export 1", 1), (string.Concat(Enumerable.Repeat("export x ", 1000)) + "import", 2), ("nothing", 0)])
        {
            var matched = new ulong[1];
            table.Match(text, [], matched);
            Assert.Equal(expected, matched[0]);
        }
    }
}
