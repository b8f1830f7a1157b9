using CsCheck;

namespace SaaSGate.Inspection.Tests.Masking;

public sealed class TextScannerTests
{
    private static long Cases => long.Parse(Environment.GetEnvironmentVariable("SAASGATE_CASES") ?? "4000", System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public void Masks_any_cut_like_the_whole() => Texts.Pieces.Sample(
        input => Assert.Equal(Scan.Mask(input.Text), Scan.MaskPieces(input.Pieces)), iter: Cases);

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
    public void Masks_any_cut_like_the_whole_for_each_type(string type) => Texts.Pieces.Sample(
        input => Assert.Equal(Scan.Mask(input.Text, type), Scan.MaskPieces(input.Pieces, type)), iter: Cases / 4);

    [Fact]
    public void Leaves_no_address() => Texts.Any.Sample(
        text => Assert.DoesNotContain("john@example.com", Scan.Mask(text), StringComparison.Ordinal), iter: Cases / 4);

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

    private static int Released(string text)
    {
        var scanner = new Inspection.Masking.ValueScanner(Given.Plan(Given.AllTypes), Given.Labeller);
        scanner.Append(text);
        scanner.Scan(final: false);
        return scanner.Released;
    }
}
