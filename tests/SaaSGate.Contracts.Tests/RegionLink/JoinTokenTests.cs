using System.Buffers.Text;
using SaaSGate.Contracts.RegionLink;
using Xunit;

namespace SaaSGate.Contracts.Tests.RegionLink;

public sealed class JoinTokenTests
{
    private static readonly JoinToken Token = JoinToken.Create(new("https://127.0.0.1:7404"), new byte[32]);

    [Fact]
    public void Reads_what_it_writes()
    {
        Assert.True(JoinToken.TryParse(Token.ToText(), out var read));
        Assert.Equal(Token.Address, read.Address);
        Assert.Equal(Token.Authority, read.Authority);
        Assert.Equal(Token.Secret, read.Secret);
    }

    [Fact]
    public void Does_not_show_its_secret_by_accident() => Assert.DoesNotContain(Token.Secret, $"{Token}", StringComparison.Ordinal);

    [Fact]
    public void Makes_a_new_secret_each_time() => Assert.NotEqual(Token.Secret, JoinToken.Create(Token.Address, Token.Authority).Secret);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sgj_")]
    [InlineData("sgj_!!!")]
    [InlineData("sgk_e30")]
    public void Refuses_what_is_no_token(string? text) => Assert.False(JoinToken.TryParse(text, out _));

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"address":"http://plain:1","authority":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","secret":"x"}""")]
    [InlineData("""{"address":"https://a:1","authority":"AAAA","secret":"x"}""")]
    [InlineData("""{"address":"https://a:1","authority":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","secret":7}""")]
    public void Refuses_content_that_could_not_be_used(string json) =>
        Assert.False(JoinToken.TryParse("sgj_" + Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(json)), out _));

    [Fact]
    public void Refuses_a_token_that_was_cut()
    {
        var text = Token.ToText();
        for (var length = 0; length < text.Length; length++)
            Assert.False(JoinToken.TryParse(text[..length], out _));
    }
}
