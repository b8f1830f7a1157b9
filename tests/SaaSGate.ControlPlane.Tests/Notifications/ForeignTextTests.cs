using SaaSGate.ControlPlane.Notifications;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Notifications;

/// <summary>Text of attackers on its way out.</summary>
public sealed class ForeignTextTests
{
    [Theory]
    [InlineData("a\r\nBcc: everyone@evil.example", "a Bcc: everyone@evil[.]example")]
    [InlineData("see https://evil.example/x?y", "see https[:]//evil[.]example/x?y")]
    [InlineData("see JavaScript://evil", "see JavaScript[:]//evil")]
    [InlineData("evil.example and www.evil.example", "evil[.]example and www[.]evil[.]example")]
    [InlineData("evil。example", "evil[.]example")]
    [InlineData("\u202Eelpmaxe.live\u202C", "⟨U+202E⟩elpmaxe[.]live⟨U+202C⟩")]
    [InlineData("a\u200Bb\u2066c\u00ADd\uFEFF", "a⟨U+200B⟩b⟨U+2066⟩c⟨U+00AD⟩d⟨U+FEFF⟩")]
    [InlineData("a\u3164b\uFE0Fc\u2028d", "a⟨U+3164⟩b⟨U+FE0F⟩c d")]
    [InlineData("\uDB40\uDC41", "⟨U+E0041⟩")]
    [InlineData("a\u0000b\u001B[31mc\u0085d", "a b [31mc d")]
    [InlineData("  costs 1.5 and   so on ", "costs 1.5 and so on")]
    [InlineData("[EMAIL_7KQ2] asks", "[EMAIL_7KQ2] asks")]
    public void One_line_shows_what_hides_and_links_nowhere(string hostile, string told) => Assert.Equal(told, ForeignText.Line(hostile, 300));

    [Fact]
    public void Is_cut_between_characters()
    {
        Assert.Equal("x\uFFFDy", ForeignText.Line("x\uD800y", 300));
        Assert.Equal("abcd…", ForeignText.Line("abcdefgh", 5));
        Assert.Equal("abc…", ForeignText.Line("abc\U0001F600defgh", 5));
        Assert.Equal("abc…", ForeignText.Line("abce\u0301\u0301\u0301fgh", 6));
        Assert.Equal(300, ForeignText.Line(new string('x', 100_000), 300).Length);
    }
}
