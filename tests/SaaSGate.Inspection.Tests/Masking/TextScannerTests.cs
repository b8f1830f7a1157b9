using CsCheck;

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
        var scanner = new Inspection.Masking.ValueScanner(new([
            ("PHONE", new("phone", Masked: true, MinScore: 1, Inspection.Masking.MaskOperator.Label)),
            ("EMAIL", new("mail", Masked: true, MinScore: 0.5, Inspection.Masking.MaskOperator.Label))]), Given.Labeller);
        scanner.Append("+1 (415) 555-2671, john@example.com");
        scanner.Scan(final: true);
        Assert.Equal(("EMAIL", "mail"), (Assert.Single(scanner.Hits).Kind.Type, scanner.Hits[0].Rule));
        Assert.Equal(scanner.Length, scanner.Released);
    }

    [Theory]
    [InlineData("label", 2 * Inspection.Detection.Detector.LookAhead)]
    [InlineData("drop", 2 * Inspection.Detection.Detector.LookAhead)]
    [InlineData("seal", Inspection.Masking.Sealer.PieceUnits + Inspection.Detection.Detector.LookAhead)]
    public void Holds_back_no_more_than_a_value_may_need(string operation, int most)
    {
        var plan = Given.Policy(Given.MaskWith(operation)).ResponsePlan;
        Gen.Select(Texts.Pieces, Texts.Pieces).Holds(
            (one, two) =>
            {
                var scanner = new Inspection.Masking.ValueScanner(plan, Given.Labeller);
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
        var scanner = new Inspection.Masking.ValueScanner(Given.Plan(Given.AllTypes), Given.Labeller);
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
        var scanner = new Inspection.Masking.ValueScanner(Given.Plan(Given.AllTypes), Given.Labeller);
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
}
