namespace SaaSGate.Inspection.Tests.Detection;

/// <summary>Values behind escapes that another format left in a text.</summary>
public sealed class EscapesTests
{
    public static TheoryData<string> Values =>
    [
        "4111 1111 1111 1111", "4111111111111111", "123-45-6789", "415-555-2671", "(415) 555-2671", "+1 415 555 2671", "sk-" + "ant-api03-" + new string('a', 93) + "AA",
        "ghp_" + "abcdefghijklmnopqrstuvwxyz9876543210", "john@example.com",
    ];

    [Theory]
    [MemberData(nameof(Values))]
    public void Are_boundaries_of_a_value(string value)
    {
        foreach (var escape in (string[])[@"\n", @"\t", @"\r", @"\\n", @"\\\\n", @"\u000a", @"\u0020", @"\u3000", "%20", "%0A", "%22", "%3D"])
            Assert.Equal([value], Scan.Find($"Data:{escape}{value}").Select(found => found[(found.IndexOf(':', StringComparison.Ordinal) + 1)..]));
    }

    [Theory]
    [InlineData(@"Data:\u00e94111111111111111")]
    [InlineData(@"Data:n4111111111111111")]
    [InlineData(@"Data:\x4111111111111111")]
    [InlineData("Data:%C3%A94111111111111111")]
    [InlineData("Data:%414111111111111111")]
    [InlineData(@"\u00e9415-555-2671")]
    public void Do_not_begin_a_value_where_they_stand_for_a_letter(string text) => Assert.Empty(Scan.Find(text));

    [Fact]
    public void Stay_whole_before_an_address()
    {
        Assert.Matches(@"^{""note"":""Data:\\n\[EMAIL_......\]""}$", Scan.Mask(@"{""note"":""Data:\njohn@example.com""}"));
        Assert.Matches(@"^Data:\\u00e9\[EMAIL_......\]$", Scan.Mask(@"Data:\u00e9john@example.com"));
        Assert.Matches(@"^Data:\\\\u0022\[EMAIL_......\]$", Scan.Mask(@"Data:\\u0022john@example.com"));
    }

    [Fact]
    public void Let_words_before_a_number_count() => Assert.Equal(["PHONE:4155552671"], Scan.Find(@"Data\nphone 4155552671"));

    [Fact]
    public void Change_no_label() => Assert.Equal(Scan.Mask("john@example.com"), Scan.Mask(@"\njohn@example.com")[2..]);
}
