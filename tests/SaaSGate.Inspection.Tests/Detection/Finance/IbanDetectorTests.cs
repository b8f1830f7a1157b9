using SaaSGate.Inspection.Detection.Finance;

namespace SaaSGate.Inspection.Tests.Detection.Finance;

public sealed class IbanDetectorTests
{
    private static readonly IbanDetector Detector = new();

    [Theory]
    [InlineData("GB29NWBK60161331926819")]
    [InlineData("GB29 NWBK 6016 1331 9268 19")]
    [InlineData("GB29-NWBK-6016-1331-9268-19")]
    [InlineData("GB29 NWBK 601613 31926819")]
    [InlineData("gb12spfc66723974480868")]
    [InlineData("DE89370400440532013000")]
    [InlineData("DE89 3704 0044 0532 0130 00")]
    [InlineData("FR14 2004 1010 0505 0001 3M02 606")]
    [InlineData("NO9386011117947")]
    [InlineData("MT84MALT011000012345MTLCAST001S")]
    public void Finds_an_account_anywhere(string iban)
    {
        Assert.Equal([$"IBAN:{iban}"], Detect.Find(Detector, iban));
        Assert.Equal([$"IBAN:{iban}"], Detect.Find(Detector, $"IBAN: {iban}, thanks"));
        Assert.Equal([$"IBAN:{iban}"], Detect.Find(Detector, $"pay {iban} 12 euros"));
        Assert.Equal([$"IBAN:{iban}"], Detect.Find(Detector, $"{{\\\"to\\\":\\\"{iban}\\\"}}\\n{iban}")[..1]);
        Assert.Equal([$"IBAN:{iban}"], Scan.Find($"账号{iban}。"));
        Detect.AssertAnyCutIsTheSame($"I {iban}. A1 GB29 NWBK");
    }

    [Theory]
    [InlineData("GB29NWBK60161331926818")]
    [InlineData("GB29NWBK6016133192681")]
    [InlineData("GB29NWBK601613319268190")]
    [InlineData("XGB29NWBK60161331926819")]
    [InlineData("GB29nwbk60161331926819")]
    [InlineData("ZZ29NWBK60161331926819")]
    [InlineData("be12 cats dogs 1234")]
    [InlineData("IN60 ITDB000000000000XA")]
    public void Passes_what_only_looks_like_one(string text) => Assert.Empty(Detect.Find(Detector, text));

    [Fact]
    public void Guesses_at_a_named_account_with_wrong_check_digits() =>
        Assert.Equal(["IBAN:GB29NWBK60161331926818"], Detect.Find(Detector, "IBAN GB29NWBK60161331926818", least: 0.3));

    [Fact]
    public void Labels_two_spellings_of_an_account_alike() => Assert.Equal(Scan.Mask("gb29nwbk60161331926819"), Scan.Mask("GB29 NWBK 6016 1331 9268 19"));
}
