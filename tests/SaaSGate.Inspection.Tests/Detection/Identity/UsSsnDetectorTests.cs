namespace SaaSGate.Inspection.Tests.Detection.Identity;

public sealed class UsSsnDetectorTests
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
}
