namespace SaaSGate.Inspection.Tests.Detection.Contacts;

public sealed class EmailDetectorTests
{
    [Theory]
    [InlineData("john@example.com", "john@example.com")]
    [InlineData("Write to john.smith+news@mail.example.co.uk.", "john.smith+news@mail.example.co.uk")]
    [InlineData("John Smith <john@example.com>, next", "john@example.com")]
    [InlineData("\"John\" <john@example.com>", "john@example.com")]
    [InlineData("mailto:john@example.com?subject=x", "john@example.com")]
    [InlineData("'john@example.com'", "john@example.com")]
    [InlineData("o'brien@example.com", "o'brien@example.com")]
    [InlineData("(john@example.com)", "john@example.com")]
    [InlineData("email=john@example.com&x=1", "john@example.com")]
    [InlineData("john@example.com,jane@example.org", "john@example.com", "jane@example.org")]
    [InlineData("john@example.com/jane@example.org", "john@example.com", "jane@example.org")]
    [InlineData("请联系john@example.com谢谢", "john@example.com")]
    [InlineData("jörg.müller@bücher.de", "jörg.müller@bücher.de")]
    [InlineData("info@xn--bcher-kva.xn--p1ai!", "info@xn--bcher-kva.xn--p1ai")]
    [InlineData("a@b.co", "a@b.co")]
    [InlineData("JOHN@EXAMPLE.COM", "JOHN@EXAMPLE.COM")]
    [InlineData("john@example.com_2", "john@example.com")]
    [InlineData("john@example.com-", "john@example.com")]
    [InlineData("_john@example.com", "_john@example.com")]
    [InlineData("a@b@example.com", "b@example.com")]
    [InlineData("ends.john@example.com.", "ends.john@example.com")]
    [InlineData("?to=john%40example.com&x=1", "john%40example.com")]
    [InlineData("mailto:john%40example.com", "john%40example.com")]
    [InlineData("?to=%22john.smith%2Bnews%40example.com%22", "john.smith%2Bnews%40example.com")]
    [InlineData("?to=a%20john%40example.com%3B", "john%40example.com")]
    [InlineData("?to=j%C3%B6rg%40example.com", "j%C3%B6rg%40example.com")]
    [InlineData("?to=%20john@example.com", "john@example.com")]
    [InlineData("emoji 😀john@example.com😀", "john@example.com")]
    public void Finds_an_address(string text, params string[] addresses) =>
        Assert.Equal(addresses.Select(address => $"EMAIL:{address}"), Scan.Find(text, "EMAIL"));

    [Theory]
    [InlineData("@property")]
    [InlineData("@john said hi")]
    [InlineData("npm i react@18.2.0")]
    [InlineData("left-pad@1.3.0-beta")]
    [InlineData("user@localhost")]
    [InlineData("john@")]
    [InlineData("@example.com")]
    [InlineData("a @ b.com")]
    [InlineData("git clone git@github.com:owner/name.git")]
    [InlineData("john@.com")]
    [InlineData("x@-a.com")]
    [InlineData("5 @ 3.50")]
    [InlineData("%40property")]
    [InlineData("up 40%40% of all.com")]
    [InlineData("")]
    public void Passes_what_only_looks_like_one(string text) => Assert.Empty(Scan.Find(text, "EMAIL"));

    [Fact]
    public void Takes_at_most_64_units_before_the_at_sign() =>
        Assert.Equal(["EMAIL:" + new string('a', 64) + "@example.com"], Scan.Find(new string('a', 100) + "@example.com"));

    [Fact]
    public void Swallows_a_domain_that_has_no_end()
    {
        var domain = string.Join('.', Enumerable.Repeat("abcdefghi", 60));
        Assert.Matches(@"^x \[EMAIL_[0-9A-Z]{6}\] y$", Scan.Mask($"x john@{domain} y"));
    }

    [Fact]
    public void Labels_two_spellings_of_an_address_alike()
    {
        var masked = Scan.Mask("John@Example.com john@example.com").Split(' ');
        Assert.Equal(masked[0], masked[1]);
        Assert.Equal(masked[0], Scan.Mask("john%40example.com"));
    }
}
