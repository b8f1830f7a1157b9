using SaaSGate.Inspection.Detection.Finance;

namespace SaaSGate.Inspection.Tests.Detection.Finance;

public sealed class BankAccountDetectorTests
{
    private static readonly BankAccountDetector Detector = new();

    [Theory]
    [InlineData("Routing number: 021000021.", "021000021")]
    [InlineData("ABA 121000248, account number 123456789", "121000248", "123456789")]
    [InlineData("routingNumber=021000021&accountNumber=000123456789", "021000021", "000123456789")]
    [InlineData("{\"routing_number\": \"021000021\", \"account_no\": \"1234567\"}", "021000021", "1234567")]
    [InlineData("**Account Number:** 1035-7281-4963", "1035-7281-4963")]
    [InlineData("her savings account 12345678 was closed", "12345678")]
    [InlineData("Acct #12345678 2024", "12345678")]
    [InlineData("account number is 1234 5678 9012.", "1234 5678 9012")]
    [InlineData("Account Number 'HDFC012345678901'", "HDFC012345678901")]
    [InlineData("Sort code 12-34-56", "12-34-56")]
    [InlineData("BSB: 062-000", "062-000")]
    [InlineData("Kontonummer 1234567890, BLZ 37040044", "1234567890", "37040044")]
    public void Finds_what_is_called_an_account(string text, params string[] numbers) =>
        Assert.Equal(numbers.Select(number => $"BANK_ACCOUNT:{number}"), Detect.Find(Detector, text));

    [Theory]
    [InlineData("021000021")]
    [InlineData("Routing number: 021000022")]
    [InlineData("account id 123456789")]
    [InlineData("account: 2024-05-12")]
    [InlineData("account 1234567")]
    [InlineData("account number 12345")]
    [InlineData("account number 1234567890123456789")]
    [InlineData("account number 123456.78")]
    [InlineData("accounting since 19991231")]
    [InlineData("We closed the account.\n12345678 people came")]
    [InlineData("sort 123456 items")]
    public void Passes_what_only_looks_like_one(string text) => Assert.Empty(Detect.Find(Detector, text));

    [Fact]
    public void Guesses_at_a_routing_number_with_a_wrong_check_digit() =>
        Assert.Equal(["BANK_ACCOUNT:021000022"], Detect.Find(Detector, "Routing number: 021000022", least: 0.3));

    [Theory]
    [InlineData("ABA 121000248, account number HDFC123456789 BSB: 062-000 account 1234-5678-9012 A 1")]
    [InlineData("account_number_of_the_account_that_is_the_account_of_the_bank_number is the number: 12345678")]
    public void Finds_the_same_however_it_is_cut(string text) => Detect.AssertAnyCutIsTheSame(text);
}
