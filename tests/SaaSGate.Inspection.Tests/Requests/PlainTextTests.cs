using System.Text;
using SaaSGate.Inspection.Requests;

namespace SaaSGate.Inspection.Tests.Requests;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("it\\u0027s \\u003cb\\u003e \\u0026 \\u002b caf\\u00e9 \\u0022 \\u001b \\u005c \\u0000", false)]
    [InlineData("ends in \\u00", false)]
    [InlineData("\\u00e9\\u003a", true)]
    [InlineData("\\u005B", true)]
    public void Is_needed_only_for_what_tokens_are_made_of(string raw, bool needed) => Assert.Equal(needed, PlainText.IsNeeded(Encoding.UTF8.GetBytes(raw)));

    [Fact]
    public void Leaves_all_other_escapes_and_tells_where_each_byte_stood()
    {
        var plain = PlainText.Of("é\\n\\\\u003a\\u003A\\u0022x"u8, ":"u8, out var places);
        Assert.Equal("é\\n\\\\u003a:\\u0022x", Encoding.UTF8.GetString(plain));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 17, 18, 19, 20, 21, 22, 23, 24], places);
        Assert.True(PlainText.Of("\\u0041"u8, ":"u8, out places).IsEmpty);
        Assert.Empty(places);
    }
}
