namespace SaaSGate.Inspection.Tests.Detection.Secrets;

public sealed class MarkedKeyDetectorTests
{
    private const string Forty = "q8Zk2LmP4xRt7Vn1Bc5Dq8Zk2LmP4xRt7Vn1Bc5D";

    /// <summary>Put together here, so that no scanner takes this file for a leak.</summary>
    public static TheoryData<string> Keys =>
    [
        "MTk4Nj" + "IyNDgzNDcxOTI1MjQ4.Cl3GNR.ZnDkm2XWV8wSzf5c7Dr5tf8llXs", "210987654" + ":AA" + Forty[..33], "0a1b2c3d4e5f60718293" + "a4b5c6d7e8f9-us12", "0a1b2c3d4e5f60718293" + "a4b5c6d7e8f9-0a1b2c3d-4e5f6071",
        "xY38Q~" + Forty[..34], "152719462435" + "8273|" + Forty[..27],
    ];

    [Theory]
    [MemberData(nameof(Keys))]
    public void Finds_a_key_by_its_mark(string key)
    {
        foreach (var text in (string[])[key, $"The key {key}, and more.", $"a=\"{key}\"", $"\\n{key}\\n"])
        {
            Assert.Equal([$"API_KEY:{key}"], Scan.Find(text, "API_KEY"));
            Assert.Equal(Scan.Mask(text, "API_KEY"), Scan.MaskPieces(text.Select(unit => unit.ToString()), "API_KEY"));
            for (var cut = 0; cut <= text.Length; cut++)
                Assert.Equal(Scan.Mask(text, "API_KEY"), Scan.MaskPieces([text[..cut], text[cut..]], "API_KEY"));
        }
    }

    [Fact]
    public void Finds_the_token_in_an_address_of_telegram()
    {
        var text = $"https://api.telegram.org/bot210987654:AA{Forty[..33]}/getMe";
        Assert.Single(Scan.Find(text, "API_KEY"));
        Assert.Equal(Scan.Mask(text, "API_KEY"), Scan.MaskPieces(text.Select(unit => unit.ToString()), "API_KEY"));
    }

    [Theory]
    [InlineData("Meet at 10:30 or 11:45. The file is Makefile.common.internal-name")]
    [InlineData("a~b 1|2 0a1b2c3d-us1")]
    [InlineData("0a1b2c3d4e5f60718293a4b5c6d7e8f9-final")]
    public void Passes_other_marks(string text) => Assert.Empty(Scan.Find(text, "API_KEY"));
}
