using SaaSGate.Inspection.Masking;

namespace SaaSGate.Inspection.Tests.Detection;

public sealed class SealedTokenDetectorTests
{
    private static readonly string Token = new Labeller(Given.Keys, "skl_other").Seal("EMAIL", "john@example.com", "john@example.com");
    private static readonly string Long = new Labeller(Given.Keys, "skl_other").Seal("ADDRESS", "somewhere", new string('k', 1000));
    private static readonly MaskPlan Plan = Given.Policy(Given.MaskEverything).ResponsePlan;

    [Fact]
    public void Leaves_a_token_to_the_skill_and_none_to_the_record_wherever_the_text_is_cut()
    {
        var text = $"He wrote [EMAIL {Token}, not [:sgs1.] or [x:sgs1.abc] or [A:sgs1.abc.";
        for (var cut = 0; cut <= text.Length; cut++)
        {
            var (masked, recorded) = Scan.MaskPieces(Plan, ValuePlace.Text, [text[..cut], text[cut..]]);
            Assert.Equal(text, masked);
            Assert.Matches(@"^He wrote \[EMAIL \[SEALED_TOKEN_[0-9A-Z]{6}\], not \[:sgs1.\] or \[x:sgs1.abc\] or \[A:sgs1.abc\.$", recorded);
        }
    }

    [Fact]
    public void Labels_a_long_token_to_its_end()
    {
        for (var cut = 0; cut <= Long.Length; cut++)
        {
            var (masked, recorded) = Scan.MaskPieces(Plan, ValuePlace.Text, ["It was ", Long[..cut], Long[cut..], "."]);
            Assert.Matches(@"^It was \[SEALED_TOKEN_[0-9A-Z]{6}\]\.$", recorded);
            Assert.Equal(recorded, masked);
        }
    }

    [Fact]
    public void Seals_a_token_in_thinking()
    {
        var (masked, _) = Scan.MaskPieces(Plan, ValuePlace.Thinking, [$"He gave {Token}."]);
        Assert.DoesNotContain(Token, masked, StringComparison.Ordinal);
        Assert.Equal($"He gave {Token}.", Scan.Unseal(masked));
    }

    [Theory]
    [InlineData("[EMAIL:sgs1.john@example.com]")]
    [InlineData("[X:sgs1.a]john@example.com")]
    [InlineData("[EMAIL:sgs1.AKIAQZ3WX7R2TLK5VN6M]")]
    [InlineData("[EMAIL:sgs1.abc-4111-1111-1111-1111-abc]")]
    public void Hides_no_value_that_is_written_as_a_token(string text)
    {
        var (masked, recorded) = Scan.MaskPieces(Plan, ValuePlace.Text, [text]);
        Assert.DoesNotMatch("john@|AKIA|4111", masked);
        Assert.DoesNotMatch("john@|AKIA|4111", recorded);
    }
}
