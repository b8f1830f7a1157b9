namespace SaaSGate.Inspection.Tests.Detection.Secrets;

public sealed class PublishedExamplesTests
{
    /// <summary>Put together here, so that no scanner takes this file for a leak.</summary>
    public static TheoryData<string> Published =>
    [
        "AIza" + "SyDMAScliyLx7F0NPDEJi1QmyCgHIAODrlU", "sk_" + "test_4eC39HqLyjWDarjtT1zdp7dc", "6LeIxAcTAAAAAGG" + "-vFI1TnRWxMZNFuojJ4WifJWe",
        "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq" + "/K1SZFPTOtr/KBHBeksoGMGw==",
        "C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM" + "+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==",
    ];

    [Theory]
    [MemberData(nameof(Published))]
    public void Passes_an_example_that_its_service_prints(string value)
    {
        Assert.Empty(Scan.Find(value, "API_KEY"));
        Assert.Empty(Scan.Find($"AccountKey={value};", "API_KEY"));
        Assert.Empty(Scan.Find($"secret_key = \"{value}\"", "API_KEY"));
    }

    [Theory]
    [MemberData(nameof(Published))]
    public void Finds_a_value_that_differs_from_one_in_a_letter(string value)
    {
        var other = value[..^5] + (value[^5] == 'R' ? 'T' : 'R') + value[^4..];
        Assert.Equal([$"API_KEY:{other}"], Scan.Find($"secret_key = \"{other}\"", "API_KEY"));
    }
}
