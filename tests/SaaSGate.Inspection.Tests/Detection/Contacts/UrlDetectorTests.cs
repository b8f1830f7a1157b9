using SaaSGate.Inspection.Detection.Contacts;

namespace SaaSGate.Inspection.Tests.Detection.Contacts;

public sealed class UrlDetectorTests
{
    private static readonly UrlDetector Detector = new();

    [Theory]
    [InlineData("See https://example.com/a/b?c=d&e=%20f#g, then", "https://example.com/a/b?c=d&e=%20f#g")]
    [InlineData("(http://example.com/)", "http://example.com/")]
    [InlineData("Go to http://www.FaceUpdate.com.br/.", "http://www.FaceUpdate.com.br/")]
    [InlineData("[text](https://example.com/page)more", "https://example.com/page")]
    [InlineData("[https://example.com](https://example.com)", "https://example.com", "https://example.com")]
    [InlineData("https://en.wikipedia.org/wiki/Bar_(unit) and", "https://en.wikipedia.org/wiki/Bar_(unit)")]
    [InlineData("(https://en.wikipedia.org/wiki/Bar_(unit))", "https://en.wikipedia.org/wiki/Bar_(unit)")]
    [InlineData("<a href=\"https://example.com/x\">", "https://example.com/x")]
    [InlineData("'https://a.example.com','https://b.example.com'", "https://a.example.com", "https://b.example.com")]
    [InlineData("{\\\"u\\\":\\\"https:\\/\\/example.com\\/a\\\"}", "https:\\/\\/example.com\\/a")]
    [InlineData("line\\nhttps://example.com/a\\nline", "https://example.com/a")]
    [InlineData("http://192.168.1.10:8080/admin", "http://192.168.1.10:8080/admin")]
    [InlineData("http://[2001:db8::1]:80/x", "http://[2001:db8::1]:80/x")]
    [InlineData("ftp://user@files.example.com/pub", "ftp://user@files.example.com/pub")]
    [InlineData("wss://example.com/socket", "wss://example.com/socket")]
    [InlineData("请看https://example.com/路径", "https://example.com/")]
    [InlineData("https://bücher.de/größe!", "https://bücher.de/größe")]
    [InlineData("**https://example.com**", "https://example.com")]
    [InlineData("www.example.com is up", "www.example.com")]
    [InlineData("Visit www.gregorybrookscc.org/donate.", "www.gregorybrookscc.org/donate")]
    [InlineData("github.com/owner/name", "github.com/owner/name")]
    [InlineData("Our website is shop.example.de.", "shop.example.de")]
    public void Finds_a_url(string text, params string[] urls) =>
        Assert.Equal(urls.Select(url => $"URL:{url}"), Detect.Find(Detector, text));

    [Theory]
    [InlineData("Note: this")]
    [InlineData("http:// is a scheme")]
    [InlineData("xmlns=\"http://www.w3.org/2001/XMLSchema\"")]
    [InlineData("http://localhost:8080/x")]
    [InlineData("file main.py and app.js")]
    [InlineData("john@example.com/x")]
    [InlineData("the end.It was")]
    [InlineData("value.com(1)")]
    [InlineData("std::vector and a.b.c")]
    [InlineData("postgres://db.internal/x")]
    [InlineData("and/or 3.5/4")]
    [InlineData("")]
    public void Passes_what_only_looks_like_one(string text) => Assert.Empty(Detect.Find(Detector, text));

    [Fact]
    public void Guesses_that_a_host_alone_is_meant()
    {
        Assert.Equal(["URL:example.com"], Detect.Find(Detector, "we use example.com daily", least: 0.3));
        Assert.Empty(Detect.Find(Detector, "we use example.com daily"));
    }

    [Fact]
    public void Swallows_a_url_longer_than_the_look_ahead()
    {
        var path = string.Join('/', Enumerable.Repeat("abc.def(ghi)", 60));
        Assert.Matches(@"^x \[URL_[0-9A-Z]{6}\]\. y$", Scan.Mask($"x https://example.com/{path}. y", "URL"));
    }

    [Theory]
    [InlineData("a (see https://en.example.org/wiki/Bar_(unit)), www.example.com/x... and example.com, http://[::1]/ end.")]
    [InlineData("https:\\/\\/example.com\\/a\\n http://x https://a.b;c https://a.b!!!!!!!!!!c x.com:80/?q=(1.)")]
    public void Finds_the_same_however_it_is_cut(string text) => Detect.AssertAnyCutIsTheSame(text);
}
