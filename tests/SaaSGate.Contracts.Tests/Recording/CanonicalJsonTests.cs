using System.Text;
using System.Text.Json;
using SaaSGate.Contracts.Recording;
using Xunit;

namespace SaaSGate.Contracts.Tests.Recording;

/// <summary>The rules of RFC 8785, with the examples of its text where it has some.</summary>
public sealed class CanonicalJsonTests
{
    [Fact]
    public void Sorts_names_by_utf_16_code_units()
    {
        // Section 3.2.3: the pair of an emoji (U+D83D …) stands before U+FB33, though its code point is larger.
        var sorted = Text(new CanonicalObject
        {
            { "\u20ac", "Euro Sign" },
            { "\r", "Carriage Return" },
            { "\ufb33", "Hebrew Letter Dalet With Dagesh" },
            { "1", "One" },
            { "\U0001f600", "Emoji: Grinning Face" },
            { "\u0080", "Control" },
            { "\u00f6", "Latin Small Letter O With Diaeresis" },
        });
        Assert.Equal(
            ["Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign", "Emoji: Grinning Face", "Hebrew Letter Dalet With Dagesh"],
            JsonDocument.Parse(sorted).RootElement.EnumerateObject().Select(member => member.Value.GetString()!));
    }

    [Fact]
    public void Escapes_what_must_be_escaped_and_nothing_else() => Assert.Equal(
        "\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"", Text("\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\u0022/")); // Section 3.2.2

    [Fact]
    public void Writes_five_controls_by_their_letters_and_the_others_by_lower_case_numbers() =>
        Assert.Equal("\"\\b\\t\\n\\f\\r\\u0000\\u001f\u007f\u2028<>&+\"", Text("\b\t\n\f\r\0\u001f\u007f\u2028<>&+"));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(-1, "-1")]
    [InlineData(CanonicalJson.MostSafe, "9007199254740991")]
    [InlineData(-CanonicalJson.MostSafe, "-9007199254740991")]
    public void Writes_integers_that_every_reader_holds(long number, string text) => Assert.Equal(text, Text(number));

    [Theory]
    [InlineData(CanonicalJson.MostSafe + 1)]
    [InlineData(long.MinValue)]
    public void Refuses_integers_that_some_readers_round_and_makes_texts_of_such_counts(long number)
    {
        Assert.Throws<FormatException>(() => CanonicalJson.Write(number));
        Assert.Equal($"\"{number}\"", Text(CanonicalJson.Count(number)));
    }

    [Fact]
    public void Refuses_what_has_no_single_form()
    {
        Assert.Throws<FormatException>(() => CanonicalJson.Write("\ud800"));
        Assert.Throws<FormatException>(() => CanonicalJson.Write(new CanonicalObject { { "a", 1 }, { "a", 2 } }));
        Assert.Throws<ArgumentException>(() => CanonicalJson.Write(0.5));
    }

    [Fact]
    public void Writes_bytes_times_and_what_is_absent() => Assert.Equal(
        """{"at":"2026-01-02T03:04:05.000006Z","bytes":"00ff","list":[true,false,null,[],{}],"none":null}""",
        Text(new CanonicalObject
        {
            { "none", null },
            { "list", new object?[] { true, false, null, Array.Empty<object>(), new CanonicalObject() } },
            { "bytes", new byte[] { 0, 255 } },
            { "at", new DateTimeOffset(2026, 1, 2, 4, 4, 5, TimeSpan.FromHours(1)).AddTicks(60) },
        }));

    [Theory]
    [InlineData("""{"a":1,"b":[null,true,"x"]}""", true)]
    [InlineData("""{"b":1,"a":2}""", false)]
    [InlineData("""{"a":1,"a":1}""", false)]
    [InlineData("""{"a": 1}""", false)]
    [InlineData("""{"a":1.0}""", false)]
    [InlineData("""{"a":1e2}""", false)]
    [InlineData("""{"a":-0}""", false)]
    [InlineData("""{"a":9007199254740992}""", false)]
    [InlineData("""{"a":"\u0041"}""", false)]
    [InlineData("""{"a":"\u000A"}""", false)]
    [InlineData("""{"a":"\ud800"}""", false)]
    [InlineData("""{"a":1}x""", false)]
    [InlineData("", false)]
    public void Reads_the_canonical_form_alone(string json, bool canonical)
    {
        if (canonical)
            Assert.Equal(json, CanonicalJson.Read(Encoding.UTF8.GetBytes(json)).GetRawText());
        else
            Assert.Throws<FormatException>(() => CanonicalJson.Read(Encoding.UTF8.GetBytes(json)));
    }

    private static string Text(object? value) => Encoding.UTF8.GetString(CanonicalJson.Write(value));
}
