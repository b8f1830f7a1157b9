using SaaSGate.Postgres.Search;
using Xunit;

namespace SaaSGate.Postgres.Tests.Search;

public sealed class WordsTests
{
    [Theory]
    [InlineData("Refund the customer!", "refund the customer")]
    [InlineData("POST https://files.evil.example/a_b", "post https files evil example a b")]
    [InlineData("[EMAIL_7KQ2]", "email 7kq2")]
    [InlineData("Crème brûlée, ŁÓDŹ", "creme brulee lodz")]
    [InlineData("東京都 42", "東 京 都 42")]
    [InlineData("a\u0301b x\u00adz", "ab x z")]
    [InlineData("ﬁle １２", "file 12")]
    [InlineData(" \ud800 ", "")]
    public void Takes_texts_apart(string text, string words) => Assert.Equal(words, string.Join(' ', Words.Of(text)));

    [Fact]
    public void Says_where_each_word_stands()
    {
        const string Text = "ab Über(c)";
        var found = new List<string>();
        Words.Of(Text, (word, start, end) => found.Add($"{word}={Text[start..end]}"));
        Assert.Equal(["ab=ab", "uber=Über", "c=c"], found);
    }

    [Fact]
    public void Cuts_no_character_in_two() => Assert.Equal(["a" + string.Concat(Enumerable.Repeat("\U00010437", 31))], Words.Of("a" + string.Concat(Enumerable.Repeat("\U00010437", 40))));

    [Fact]
    public void Cuts_what_is_too_long() => Assert.Equal(Words.Longest, Assert.Single(Words.Of(new string('x', 500))).Length);
}
