using SaaSGate.Inspection.Policies;

namespace SaaSGate.Inspection.Tests;

public sealed class InspectorTests
{
    [Theory]
    [InlineData("/v1/models/john@example.com", "/v1/models/[EMAIL]")]
    [InlineData("run of john@example.com", "run of [EMAIL]")]
    [InlineData("to=john%40example.com&p=%2B14155552671", "to=[EMAIL]&p=[PHONE]")]
    [InlineData("c=4111+1111+1111+1111&x=1", "c=[CREDIT_CARD]&x=1")]
    [InlineData("c=4111%201111%201111%201111", "c=[CREDIT_CARD]")]
    [InlineData("to=john%2540example.com", "to=[EMAIL]")]
    [InlineData("multipart/form-data; boundary=123-45-6789", "multipart/form-data; boundary=[US_SSN]")]
    public void Masks_what_stands_around_a_body(string text, string masked) =>
        Assert.Equal(masked, System.Text.RegularExpressions.Regex.Replace(Given.Inspector().MaskText(text), "_[0-9A-Z]{6}\\]", "]"));

    [Theory]
    [InlineData("")]
    [InlineData("/v1/messages")]
    [InlineData("limit=20&after_id=model%201+2%")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("anthropic-sdk-python/0.40.0 (+https://example.com)")]
    [InlineData("claude-3-5-sonnet-20241022")]
    public void Leaves_a_text_as_it_is_where_nothing_is_found(string text) => Assert.Same(text, Given.Inspector().MaskText(text));

    [Fact]
    public void Masks_keys_around_a_body_under_any_policy()
    {
        var key = "sk-" + "ant-api03-" + new string('a', 93) + "AA";
        Assert.Matches(@"^/v1/models/\[API_KEY_......\]$", new Inspector(PolicySet.Empty, Given.Keys, Given.Skill).MaskText($"/v1/models/{key}"));
        Assert.Equal("john@example.com", new Inspector(PolicySet.Empty, Given.Keys, Given.Skill).MaskText("john@example.com"));
    }

    /// <summary>Longer than what is looked at in one go, with values wherever that ends.</summary>
    [Fact]
    public void Masks_a_long_text_like_its_parts()
    {
        var inspector = Given.Inspector();
        for (var length = 4_070; length < 4_100; length++)
        {
            var before = new string('.', length);
            Assert.Equal($"{before} {Scan.Mask("john@example.com")} {before}", inspector.MaskText($"{before} john@example.com {before}"));
        }
    }

    /// <summary>A scanner is kept for the next text: it may be no larger for a long one.</summary>
    [Fact]
    public void Needs_no_memory_of_the_size_of_a_text()
    {
        var (inspector, text) = (Given.Inspector(), new string('.', 8_000_000));
        inspector.MaskText(text);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Same(text, new Inspector(PolicySet.Empty, Given.Keys, Given.Skill).MaskText(text));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void Gives_a_value_the_label_it_has_in_bodies() =>
        Assert.Equal(Scan.Mask("john@example.com"), Given.Inspector().MaskText("john%40example.com"));
}
