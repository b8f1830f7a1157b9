using CsCheck;
using SaaSGate.Inspection.Detection;
using SaaSGate.Inspection.Detection.Names;

namespace SaaSGate.Inspection.Tests.Detection.Names;

public sealed class NameDetectorTests
{
    private static readonly string[] Words =
    [
        "John", "Smith", "Maria Garcia", "O'Brien", "Jean-Luc", "J. Smith", "Dr. Christopher Gonzalez", "Dr.", "Mr", "Miss", "Prof.", "M.S.", "Herr", "london", "London", "New York", "U.S.", "Paris, France", "Microsoft", "Taylor, Wright and Davidson",
        "University of Chicago", "221B Baker Street", "PO Box 42", "the", "of", "and", "lives in", "works at", "The", "I", "is", "MARY", "McDonald", "北京", "Ελλάδα", "Zoë", "#London", "@maria", "31", "2019",
        "90210", "12 March", "example.com", "https://example.com/a/very/long/path/that/does/not/end?x=1", "john@example.com", "snake_case", "\n", "\r\n", "\\n", "    ", " ", ", ", ".", "…", "!", "'s", "'", "’",
        "-", "😀", "😀😀", "\"", "(", ")", "Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "A", "A.", "\0", "_",
    ];

    private static readonly Gen<string> Word = Gen.Int[0, Words.Length - 1].Select(index => Words[index]);

    private static readonly Gen<string> Run = Gen.Select(Word, Gen.Int[1, 80], (word, count) => string.Concat(Enumerable.Repeat(word, count)));

    private static readonly Gen<string> Text = Gen.Frequency((12, Word.Select(word => word + " ")), (8, Word), (1, Run), (1, Word.List[30, 60].Select(words => string.Join(' ', words))))
        .List[0, 30].Select(string.Concat);

    private static readonly Gen<(string Text, string[] Pieces)> Pieces =
        Gen.Select(Text, Gen.OneOf(Gen.Int[1, 1], Gen.Int[0, 5], Gen.Int[0, 40], Gen.Int[100, 400]).Array[1, 40], (text, lengths) => (text, Texts.CutInto(text, lengths)));

    [Theory]
    [InlineData("My name is Maria Garcia.", "PERSON:Maria Garcia")]
    [InlineData("She lives in London with her brother.", "LOCATION:London")]
    [InlineData("He moved from Germany to the United States.", "LOCATION:Germany", "LOCATION:United States")]
    [InlineData("Please call Sarah Connor and ask for the report.", "PERSON:Sarah Connor")]
    [InlineData("{\\\"note\\\":\\\"for\\nJohn Smith\\\"}", "PERSON:John Smith")]
    public void Finds_names(string text, params string[] names) => Assert.Equal(names, Find(text, "PERSON", "LOCATION", "ORG"));

    [Theory]
    [InlineData("")]
    [InlineData("the quick brown fox jumps over the lazy dog")]
    [InlineData("Please write a function that sorts a list of numbers.")]
    [InlineData("What is the difference between a process and a thread?")]
    [InlineData("https://example.com/John/Smith")]
    [InlineData("john.smith@example.com")]
    [InlineData("claude-opus-4-1")]
    [InlineData("delta")]
    public void Passes_what_names_nobody(string text) => Assert.Empty(Find(text, "PERSON", "LOCATION", "ORG"));

    [Theory]
    [InlineData("Please send it to 12 Baker Street, London, United Kingdom.", "ADDRESS:12 Baker Street, London, United Kingdom")]
    [InlineData("Our office is at 7 Rue Lepic, Paris, France 75018", "ADDRESS:7 Rue Lepic, Paris, France 75018")]
    public void Takes_street_town_and_country_on_a_line_for_one_address(string text, params string[] names) => Assert.Equal(names, Find(text, "ADDRESS", "LOCATION"));

    [Theory]
    [InlineData("Please ask Dr. Christopher Gonzalez about it.", "TITLE:Dr.", "PERSON:Christopher Gonzalez")]
    [InlineData("My name is Mrs Maria Garcia.", "TITLE:Mrs", "PERSON:Maria Garcia")]
    [InlineData("Could you please correct it to Mr. John Smith?", "TITLE:Mr.", "PERSON:John Smith")]
    [InlineData("We met Prof. Dr. Maria Garcia and Mr John Smith.", "TITLE:Prof. Dr.", "PERSON:Maria Garcia", "TITLE:Mr", "PERSON:John Smith")]
    public void Gives_a_person_one_name_however_addressed(string text, params string[] names) => Assert.Equal(names, Find(text, "PERSON", "TITLE"));

    [Theory]
    [InlineData("My name is M.S. Garcia.", "PERSON:M.S. Garcia")]
    [InlineData("Please call Mr. Herr and ask for the report.", "PERSON:Herr")]
    public void Takes_no_name_for_a_form_of_address(string text, params string[] names) => Assert.Equal(names, Find(text, "PERSON"));

    [Fact]
    public void Leaves_the_form_of_address_where_only_people_are_asked_for() => Assert.Equal(["PERSON:Maria Garcia"], Find("My name is Mrs. Maria Garcia.", "PERSON"));

    [Theory]
    [InlineData("The Quick Start Guide explains obfuscation, markdown and frobnication.")]
    [InlineData("Once upon a time there was a King. He liked gumbo and quokkas.")]
    public void Takes_no_small_word_for_a_name_where_names_have_capitals(string text) => Assert.Empty(Find(text, "PERSON", "LOCATION", "ORG"));

    [Fact]
    public void Finds_only_what_is_asked_for() => Assert.Equal(["LOCATION:London"], Find("My name is Maria Garcia and I live in London.", "LOCATION"));

    [Fact]
    public void Masks_any_cut_like_the_whole() => Pieces.Holds(
        input => Assert.Equal(Scan.Mask(input.Text, NameTags.Types), Scan.MaskPieces(input.Pieces, NameTags.Types)), 500);

    [Fact]
    public void Finds_the_same_when_every_unit_comes_alone() => Text.Holds(
        text => Assert.Equal(Whole(text), OneByOne(text)), 250);

    [Fact]
    public void Decides_within_the_look_ahead() => Text.Holds(
        text =>
        {
            for (var (end, detector) = (0, new NameDetector().ForText()); end <= text.Length; end++, detector.Reset())
                Assert.True(end - Settled(detector, text[..end]) <= Detector.LookAhead);
        }, 10);

    [Fact]
    public void Begins_anew_with_each_text()
    {
        var detector = new NameDetector().ForText();
        var first = Settled(detector, "My name is Maria Gar");
        detector.Reset();
        Assert.Equal(first, Settled(detector, "My name is Maria Gar"));
    }

    [Fact]
    public void Reads_the_name_of_a_member_as_context()
    {
        var plan = Given.Plan(NameTags.Types);
        var scanner = new Inspection.Masking.ValueScanner(plan, Given.Labeller);
        scanner.Reset("customer_name");
        scanner.Append("Maria Garcia");
        scanner.Scan(final: true);
        Assert.Equal((0, 12), (scanner.Hits.Single().Start, scanner.Hits.Single().End));
    }

    [Fact]
    public void Masks_the_shortest_names_in_a_body()
    {
        var body = Given.Inspector("""
            rules:
              - name: mask-names
                on: response
                when: { findings: [PERSON] }
                then: mask
            """).InspectResponse(Sse.Bytes("""{"content":[{"type":"tool_use","input":{"first name":"Al","to":"Maria"}}]}""")).Body;
        Assert.DoesNotContain("Maria", System.Text.Encoding.UTF8.GetString(body.Span), StringComparison.Ordinal);
    }

    private static string[] Find(string text, params string[] types) =>
        [.. Whole(text).Where(found => found.Score >= 0.5 && types.Contains(found.Type)).Select(found => $"{found.Type}:{text[found.Start..found.End]}")];

    private static List<(string Type, int Start, int End, double Score)> Whole(string text)
    {
        var (detector, all) = (new NameDetector().ForText(), new List<(string, int, int, double)>());
        for (var from = 0; detector.TryFind(new TextView(text, final: true), from, out var found, out _); from = found.End)
            all.Add((found.Kind.Type, found.Start, found.End, found.Score));
        return all;
    }

    private static List<(string Type, int Start, int End, double Score)> OneByOne(string text)
    {
        var (detector, all, from) = (new NameDetector().ForText(), new List<(string, int, int, double)>(), 0);
        for (var end = 0; end <= text.Length; end++)
        {
            var final = end == text.Length;
            while (detector.TryFind(new TextView(text.AsSpan(0, end), final), from, out var found, out from))
            {
                all.Add((found.Kind.Type, found.Start, found.End, found.Score));
                from = found.End;
            }
        }
        return all;
    }

    private static int Settled(Detector detector, string text)
    {
        var (from, settled) = (0, 0);
        while (detector.TryFind(new TextView(text, final: false), from, out var found, out settled))
            from = found.End;
        return settled;
    }
}
