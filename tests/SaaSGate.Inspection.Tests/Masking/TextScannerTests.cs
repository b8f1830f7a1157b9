using CsCheck;
using SaaSGate.Inspection.Masking;

namespace SaaSGate.Inspection.Tests.Masking;

public sealed class TextScannerTests
{
    [Fact]
    public void Masks_any_cut_like_the_whole() => Texts.Pieces.Holds(
        input => Assert.Equal(Scan.Mask(input.Text), Scan.MaskPieces(input.Pieces)), 4000);

    [Theory]
    [InlineData("EMAIL")]
    [InlineData("PHONE")]
    [InlineData("CREDIT_CARD")]
    [InlineData("URL")]
    [InlineData("IP")]
    [InlineData("MAC")]
    [InlineData("IBAN")]
    [InlineData("BANK_ACCOUNT")]
    [InlineData("CRYPTO_ADDRESS")]
    [InlineData("US_SSN")]
    [InlineData("API_KEY")]
    public void Masks_any_cut_like_the_whole_for_each_type(string type) => Texts.Pieces.Holds(
        input => Assert.Equal(Scan.Mask(input.Text, type), Scan.MaskPieces(input.Pieces, type)), 1000);

    /// <summary>Long values that are only told, with values in and around them that are masked.</summary>
    [Fact]
    public void Masks_no_less_and_cuts_nothing_apart_for_rules_that_only_tell()
    {
        var masks = Plan(["EMAIL", "PHONE", "CREDIT_CARD", "API_KEY"], told: []);
        var both = Plan(["EMAIL", "PHONE", "CREDIT_CARD", "API_KEY"], told: [.. Given.AllTypes]);
        Gen.Select(Told.List[1, 8].Select(parts => string.Concat(parts)), Gen.OneOf(Gen.Int[1, 3], Gen.Int[1, 60], Gen.Int[100, 400]).Array[1, 12]).Holds(
            (text, lengths) =>
            {
                var whole = Hits(both, [text]);
                Assert.Equal(whole, Hits(both, Texts.CutInto(text, lengths)));
                var masked = whole.Where(hit => hit.Masked).SelectMany(hit => Enumerable.Range(hit.Start, hit.End - hit.Start)).ToHashSet();
                Assert.All(Hits(masks, [text]), hit => Assert.All(Enumerable.Range(hit.Start, hit.End - hit.Start), unit => Assert.Contains(unit, masked)));
            }, 4000);
    }

    [Fact]
    public void Leaves_no_address() => Texts.Any.Holds(
        text => Assert.DoesNotContain("john@example.com", Scan.Mask(text), StringComparison.Ordinal), 1000);

    [Fact]
    public void Makes_one_label_of_values_that_overlap() =>
        Assert.Matches(@"^\[EMAIL_[0-9A-Z]{6}\] \[API_KEY_[0-9A-Z]{6}\]$", Scan.Mask("4111111111111111@example.com " + "sk-" + "ant-0a1b2c3d4e5f6a7b-4111111111111111"));

    [Fact]
    public void Releases_words_as_soon_as_no_value_can_begin_there()
    {
        Assert.Equal(12, Released("Hello world "));
        Assert.Equal(6, Released("Hello world"));
        Assert.Equal(6, Released("Hello john@example.com"));
        Assert.Equal(23, Released("Hello john@example.com "));
        Assert.Equal(5, Released("Card 4111 1111"));
        Assert.Equal(0, Released("-----BEGIN "));
    }

    [Fact]
    public void Takes_a_guess_below_the_threshold_for_no_value()
    {
        var scanner = new ValueScanner(new([
            ("PHONE", new("phone", Masked: true, MinScore: 1, MaskOperator.Label)),
            ("EMAIL", new("mail", Masked: true, MinScore: 0.5, MaskOperator.Label))]), Given.Labeller);
        scanner.Append("+1 (415) 555-2671, john@example.com");
        scanner.Scan(final: true);
        Assert.Equal(("EMAIL", "mail"), (Assert.Single(scanner.Hits).Kind.Type, scanner.Hits[0].Rule));
        Assert.Equal(scanner.Length, scanner.Released);
    }

    /// <summary>Were each value looked for among all that wait, so many would take many minutes.</summary>
    [Fact]
    public void Decides_a_value_in_the_same_time_however_many_wait() => Assert.Equal(300_000, Scan.Find(string.Concat(Enumerable.Repeat("a@b.co ", 300_000)), "EMAIL", "URL").Length);

    [Theory]
    [InlineData("label", 2 * Inspection.Detection.Detector.LookAhead)]
    [InlineData("drop", 2 * Inspection.Detection.Detector.LookAhead)]
    [InlineData("seal", Sealer.PieceUnits + Inspection.Detection.Detector.LookAhead)]
    public void Holds_back_no_more_than_a_value_may_need(string operation, int most)
    {
        var plan = Given.Policy(Given.MaskWith(operation)).ResponsePlan;
        Gen.Select(Texts.Pieces, Texts.Pieces).Holds(
            (one, two) =>
            {
                var scanner = new ValueScanner(plan, Given.Labeller);
                foreach (var piece in one.Pieces.Concat(two.Pieces))
                {
                    scanner.Append(piece);
                    scanner.Scan(final: false);
                    scanner.Hits.RemoveAll(hit => hit.Closed);
                    Assert.InRange(scanner.Length - scanner.Released, 0, most);
                }
            }, 500);
    }

    [Theory]
    [InlineData("john@a.", "a.")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx", "MjM0")]
    [InlineData("-----BEGIN PRIVATE KEY-----\n", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n")]
    public void Masks_what_is_undecided_after_the_look_ahead_and_swallows_it_to_its_end(string head, string more)
    {
        var scanner = new ValueScanner(Given.Plan(Given.AllTypes), Given.Labeller);
        scanner.Append(head);
        for (var i = 0; i < 4000 / more.Length; i++)
        {
            scanner.Append(more);
            scanner.Scan(final: false);
            // It is found at the look-ahead; other detectors may need as much again to agree that nothing else lies in it.
            if (scanner.Length <= 2 * Inspection.Detection.Detector.LookAhead)
                continue;
            Assert.Equal(0, Assert.Single(scanner.Hits).Start);
            Assert.InRange(scanner.Length - scanner.Released, 0, 80);
        }
        scanner.Append(" ");
        scanner.Append("and on");
        scanner.Scan(final: true);
        Assert.True(Assert.Single(scanner.Hits).Closed);
        Assert.InRange(scanner.Length - scanner.Hits[0].End, "and on".Length, 80);
    }

    private static int Released(string text)
    {
        var scanner = new ValueScanner(Given.Plan(Given.AllTypes), Given.Labeller);
        scanner.Append(text);
        scanner.Scan(final: false);
        return scanner.Released;
    }

    [Theory]
    [InlineData("Austin, TX 78701-----END\u00e9hooks.slack.com/services/T0A1B2C3D")]
    [InlineData("M\\n-Hauptstra\u00dfe 12a, 10115 Berlin")]
    [InlineData("DivfNa'Hauptstra\u00dfe 12a, 10115 Berlin")]
    [InlineData("SmX5m\u8054Hauptstra\u00dfe 12a, 10115 Berlin")]
    [InlineData("%4012, rue de la Paix, 75002 Paris")]
    public void Masks_alike_wherever_it_is_cut(string text)
    {
        var whole = Scan.Mask(text);
        for (var cut = 1; cut < text.Length; cut++)
            Assert.Equal(whole, Scan.MaskPieces([text[..cut], text[cut..]]));
        Assert.Equal(whole, Scan.MaskPieces(text.Select(unit => unit.ToString())));
        var plan = Given.Plan([.. Inspection.Detection.BuiltInDetectors.Types]);
        var named = Scan.MaskPieces([text], plan);
        for (var cut = 1; cut < text.Length; cut++)
            Assert.Equal(named, Scan.MaskPieces([text[..cut], text[cut..]], plan));
    }

    [Fact]
    public void Takes_a_number_of_json_for_one_wherever_it_is_cut()
    {
        var policy = Given.Policy("""
            detectors: [{ name: ids, type: EMPLOYEE, dictionary: ['12345678'], whole_words: false }]
            rules: [{ name: mask, on: both, then: mask, when: { findings: [EMPLOYEE] } }]
            """);
        const string Text = "{\"id\":12345678}";
        Assert.Equal("{\"id\":0}", Scan.MaskPieces([Text], policy.ResponsePlan));
        for (var cut = 1; cut < Text.Length; cut++)
            Assert.Equal("{\"id\":0}", Scan.MaskPieces([Text[..cut], Text[cut..]], policy.ResponsePlan));
    }

    private static Gen<string> Told => Gen.OneOf(
        Texts.Any,
        Texts.Pick("https://collect.evil.example/?d=", "![a](https://x.example/", "&rcpt=john@example.com", "o'brien@example.com", "&p=%2B14155552671&", "4111111111111111", " ", "'", "api_key=", "%40"),
        Gen.Select(Texts.Pick("x", "aB3", "%41", "a.", "/"), Gen.Int[1, 300], (unit, count) => string.Concat(Enumerable.Repeat(unit, count))));

    private static MaskPlan Plan(string[] masked, string[] told) => new(
        masked.Select(type => (type, new MaskPlan.Treatment("mask", Masked: true, MinScore: 0, MaskOperator.Label)))
            .Concat(told.Except(masked).Select(type => (type, new MaskPlan.Treatment("tell", Masked: false, MinScore: 0, MaskOperator.Label)))));

    /// <summary>What is decided, in order; no two overlap.</summary>
    private static List<(string Type, int Start, int End, bool Masked)> Hits(MaskPlan plan, string[] pieces)
    {
        var scanner = new ValueScanner(plan, Given.Labeller);
        var (hits, done) = (new List<(string Type, int Start, int End, bool Masked)>(), 0);
        foreach (var piece in pieces.Append(null))
        {
            scanner.Append(piece ?? "");
            scanner.Scan(final: piece is null);
            foreach (var hit in scanner.Hits.Where(hit => hit.Closed))
            {
                Assert.InRange(hit.Start, done, hit.End - 1);
                done = hit.End;
                hits.Add((hit.Kind.Type, hit.Start, hit.End, hit.Masked));
            }
            scanner.Hits.RemoveAll(hit => hit.Closed);
        }
        Assert.Empty(scanner.Hits);
        return hits;
    }
}
