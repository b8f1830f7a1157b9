using SaaSGate.Inspection.Detection.Finance;

namespace SaaSGate.Inspection.Tests.Detection.Finance;

public sealed class CreditCardDetectorTests
{
    private static readonly CreditCardDetector Detector = new();

    [Theory]
    [InlineData(",")]
    [InlineData(", ")]
    [InlineData(";")]
    [InlineData("\t")]
    [InlineData("|")]
    public void Finds_every_value_of_a_row_of_a_table(string separator) => Assert.Equal(
        ["EMAIL:kim@example.com", "PHONE:+1 415 555 0100", "CREDIT_CARD:5598 4364 1934 0420", "PHONE:415-555-2671", "US_SSN:123-45-6789", "CREDIT_CARD:374582553693925"],
        Scan.Find(string.Join(separator, "7", "kim@example.com", "+1 415 555 0100", "5598 4364 1934 0420", "415-555-2671", "123-45-6789", "374582553693925", "94103")));

    [Theory]
    [InlineData("4111111111111111")]
    [InlineData("4111 1111 1111 1111")]
    [InlineData("4111-1111-1111-1111")]
    [InlineData("4111.1111.1111.1111")]
    [InlineData("5555555555554444")]
    [InlineData("2223003122003222")]
    [InlineData("378282246310005")]
    [InlineData("3782 822463 10005")]
    [InlineData("6011111111111117")]
    [InlineData("30569309025904")]
    [InlineData("3530111333300000")]
    [InlineData("6200000000000005")]
    [InlineData("4222222222222")]
    public void Finds_a_card_anywhere(string card)
    {
        Assert.Equal([$"CREDIT_CARD:{card}"], Scan.Find(card));
        Assert.Equal([$"CREDIT_CARD:{card}"], Scan.Find($"Card: {card}, thanks"));
        Assert.Equal([$"CREDIT_CARD:{card}"], Scan.Find($"卡号{card}。"));
        Assert.Equal([$"CREDIT_CARD:{card}"], Scan.Find($"pay with {card} 2027"));
        Assert.Equal([$"CREDIT_CARD:{card}"], Scan.Find($"item 1234 {card}."));
        Assert.Equal([$"CREDIT_CARD:{card}"], Scan.Find($"name,limit,card,code\nAnn,2500,{card},123\n"));
    }

    [Theory]
    [InlineData("4111111111111112")]
    [InlineData("1234567890123456")]
    [InlineData("9999999999999995")]
    [InlineData("41111111111111111")]
    [InlineData("411111111111")]
    [InlineData("4111 1111 1111 111")]
    [InlineData("x4111111111111111")]
    [InlineData("4111111111111111x")]
    [InlineData("0.4111111111111111")]
    [InlineData("12-4111-1111-1111-1111")]
    [InlineData("4111-1111-1111-1111-9")]
    [InlineData("4111111111111111.01")]
    [InlineData("4111111111111111.0.1")]
    [InlineData("1699999999999 1700000000000")]
    [InlineData("4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1")]
    public void Passes_what_only_looks_like_one(string text) => Assert.Empty(Scan.Find(text, "CREDIT_CARD"));

    [Theory]
    [InlineData("What is the limit for card 501864667909?", "501864667909")]
    [InlineData("credit card 3519833257665853", "3519833257665853")]
    [InlineData("amount for cc 503802053770 on", "503802053770")]
    public void Finds_a_card_that_is_named_as_one_whoever_issued_it(string text, string card)
    {
        Assert.Equal([$"CREDIT_CARD:{card}"], Scan.Find(text));
        Assert.Empty(Scan.Find(card));
    }

    [Fact]
    public void Guesses_at_a_named_card_with_a_wrong_digit()
    {
        Assert.Equal(["CREDIT_CARD:4716 9876 2234 1561"], Detect.Find(Detector, "credit card 4716 9876 2234 1561 used", least: 0.3));
        Assert.Empty(Detect.Find(Detector, "credit card 4716 9876 2234 1561 used"));
        Assert.Empty(Detect.Find(Detector, "4716 9876 2234 1561 used", least: 0.3));
    }

    [Theory]
    [InlineData("4111111111111111.0")]
    [InlineData("4111111111111111.00, thanks")]
    [InlineData("4111111111111111.0.")]
    public void Finds_a_card_that_was_written_as_a_float(string text) => Assert.Equal(["CREDIT_CARD:4111111111111111"], Scan.Find(text));

    [Fact]
    public void Labels_two_spellings_of_a_card_alike() => Assert.Equal(Scan.Mask("4111111111111111"), Scan.Mask("4111 1111 1111 1111"));
}
