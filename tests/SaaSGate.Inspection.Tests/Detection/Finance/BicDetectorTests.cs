using SaaSGate.Inspection.Detection.Finance;

namespace SaaSGate.Inspection.Tests.Detection.Finance;

public sealed class BicDetectorTests
{
    private static readonly BicDetector Detector = new();

    [Theory]
    [InlineData("SWIFT: DEUTDEFF500.", "DEUTDEFF500")]
    [InlineData("SWIFT/BIC code: NWBKGB2L, thanks", "NWBKGB2L")]
    [InlineData("BIC (SWIFT) is COBADEFFXXX", "COBADEFFXXX")]
    [InlineData("{\"swift_code\": \"CHASUS33\"}", "CHASUS33")]
    [InlineData("bic=BNPAFRPP", "BNPAFRPP")]
    public void Finds_a_code_behind_its_name(string text, string code)
    {
        Assert.Equal([$"BANK_ACCOUNT:{code}"], Detect.Find(Detector, text));
        Detect.AssertAnyCutIsTheSame(text + " " + text);
    }

    [Theory]
    [InlineData("DEUTDEFF500")]
    [InlineData("SWIFT PAYMENTS")]
    [InlineData("Swift is a language; DEUTDEFF")]
    [InlineData("swift deutdeff")]
    [InlineData("SWIFT: DEUTDEFF5000")]
    [InlineData("SWIFT: DEUTDEFF50")]
    [InlineData("SWIFT: DEUTZZFF")]
    [InlineData("aerobic DEUTDEFF")]
    [InlineData("bicycle SWIFTLY")]
    [InlineData("SWIFT\nDEUTDEFF")]
    public void Passes_what_only_looks_like_one(string text) => Assert.Empty(Detect.Find(Detector, text));
}
