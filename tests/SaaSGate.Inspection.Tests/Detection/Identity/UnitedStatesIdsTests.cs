using SaaSGate.Inspection.Detection.Identity;

namespace SaaSGate.Inspection.Tests.Detection.Identity;

public sealed class UnitedStatesIdsTests
{
    [Theory]
    [InlineData("536-90-4399", "536-90-4399")]
    [InlineData("SSN: 536-90-4399.", "536-90-4399")]
    [InlineData("SSN 536904399", "536904399")]
    [InlineData("his social security number is 536 90 4399", "536 90 4399")]
    [InlineData("ssn=536.90.4399", "536.90.4399")]
    [InlineData("536\u201190\u20114399", "536\u201190\u20114399")]
    [InlineData("(536-90-4399)", "536-90-4399")]
    [InlineData("Ann,42,536-90-4399,NY", "536-90-4399")]
    public void Finds_a_number(string text, string number) => Assert.Equal([$"US_SSN:{number}"], Scan.Find(text));

    [Theory]
    [InlineData("000-12-3456")]
    [InlineData("550e8400-e29b-41d4-a716-446655440000")]
    [InlineData("666-12-3456")]
    [InlineData("900-12-3456")]
    [InlineData("536-00-4399")]
    [InlineData("536-90-0000")]
    [InlineData("536-90-43999")]
    [InlineData("1536-90-4399")]
    [InlineData("12-536-90-4399")]
    [InlineData("536-90-4399-1")]
    [InlineData("536-90 4399")]
    [InlineData("536 90 4399")]
    [InlineData("536904399")]
    [InlineData("lessness 536904399")]
    public void Passes_what_only_looks_like_one(string text) => Assert.Empty(Scan.Find(text, "US_SSN"));

    [Theory]
    [InlineData("SSN 987-65-4321", "US_SSN:987-65-4321")]
    [InlineData("john@acme.com536-90-4399", "US_SSN:536-90-4399")]
    [InlineData("ITIN: 912-70-1234", "TAX_ID:912-70-1234")]
    [InlineData("912701234 is short for an itin 912701234", "TAX_ID:912701234")]
    [InlineData("our EIN 12-3456789", "TAX_ID:12-3456789")]
    [InlineData("NPI 1234567893", "NPI:1234567893")]
    [InlineData("National Provider Identifier 0838637946 on file", "NPI:0838637946")]
    [InlineData("ZIPs 10001 and 30301-1234", "ZIP:10001", "ZIP:30301-1234")]
    [InlineData("ZIP: 7412 SL", "ZIP:7412 SL")]
    [InlineData("ZIP 1234 is invalid, ZIP 123456 too")]
    [InlineData("12-3456789, 1234567893, 10001")]
    public void Goes_by_the_words_before(string text, params string[] values) => Assert.Equal(values, Detect.Find(new IdDetector(IdCatalog.All), text));
}
