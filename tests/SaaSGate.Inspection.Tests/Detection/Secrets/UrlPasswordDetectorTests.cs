namespace SaaSGate.Inspection.Tests.Detection.Secrets;

public sealed class UrlPasswordDetectorTests
{
    [Theory]
    [InlineData("postgres://app:p4ssW0rdX@db.example.com/x", "p4ssW0rdX")]
    [InlineData("https://ann:secret@example.com", "secret")]
    [InlineData("redis://:p4ssW0rdX@cache:6379", "p4ssW0rdX")]
    [InlineData("https://3f7a9c1e:5b2d8064@gems.example.com", "3f7a9c1e:5b2d8064")]
    [InlineData("curl -u \"ann:hunter22x\" https://example.com", "hunter22x")]
    public void Finds_the_password(string text, string password)
    {
        Assert.Equal([$"PASSWORD:{password}"], Scan.Find(text, "PASSWORD"));
        Assert.Equal(Scan.Mask(text, "PASSWORD"), Scan.MaskPieces(text.Select(unit => unit.ToString()), "PASSWORD"));
    }

    [Theory]
    [InlineData("https://example.com:8080/a@b")]
    [InlineData("https://user:${TOKEN}@example.com")]
    [InlineData("https://user:<password>@example.com")]
    [InlineData("curl -u \"$USER:$PASSWORD\" https://example.com")]
    [InlineData("see https://example.com: write to a@b.example")]
    public void Passes_addresses_without(string text) => Assert.Empty(Scan.Find(text, "PASSWORD"));
}
