using SaaSGate.Inspection.Policies.Matching;

namespace SaaSGate.Inspection.Tests.Policies.Matching;

public sealed class GlobTests
{
    [Theory]
    [InlineData("a", "a", true)]
    [InlineData("a", "A", true)]
    [InlineData("a", "ab", false)]
    [InlineData("*", "", true)]
    [InlineData("send_*", "send_", true)]
    [InlineData("send_*", "resend_mail", false)]
    [InlineData("*mail*", "send_mail_now", true)]
    [InlineData("a*b*c", "aXbXbc", true)]
    [InlineData("a*b*c", "aXcXb", false)]
    [InlineData("**", "x", true)]
    [InlineData("*a", "aab", false)]
    [InlineData("a.b", "axb", false)]
    public void Lets_a_star_stand_for_anything(string glob, string name, bool matches) => Assert.Equal(matches, Glob.IsMatch(glob, name));

    [Fact]
    public void Ends_soon_on_what_almost_matches() => Assert.False(Glob.IsMatch(string.Concat(Enumerable.Repeat("*a", 100)) + "b", new string('a', 500)));
}
