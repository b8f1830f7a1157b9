using SaaSGate.Inspection;
using SaaSGate.Scanning;
using Xunit;

namespace SaaSGate.EndToEnd.Tests.Scan;

public sealed class FindingPrinterTests
{
    [Fact]
    public void Marks_the_value_with_colour_on_a_terminal() => Assert.Equal(
        "\e[1mnotes.txt\e[0m:1:4 \e[36mEMAIL\e[0m 1.00 \e[2memail\e[0m\n    to \e[1;31ma@b.example\e[0m!\n",
        Print("to a@b.example!", 3, 14, colour: true));

    [Fact]
    public void Lets_no_text_steer_the_terminal() => Assert.Contains(
        "    ·[2Jto a@b.example·!\n",
        Print("\e[2Jto a@b.example\u202E!", 7, 18, colour: false),
        StringComparison.Ordinal);

    [Fact]
    public void Shows_of_a_long_line_and_of_a_value_of_many_lines_what_fits()
    {
        var text = new string('a', 500) + " -----BEGIN\nKEY----- " + new string('b', 500);
        var lines = Print(text, 501, 520, colour: false).Split('\n');
        Assert.Equal($"    …{new string('a', 59)} -----BEGIN…", lines[1]);
        Assert.EndsWith(" ^^^^^^^^^^^", lines[2], StringComparison.Ordinal);
    }

    private static string Print(string text, int start, int end, bool colour)
    {
        using var output = new StringWriter();
        new FindingPrinter(output, colour).Print("notes.txt", 1, 0, text, new Finding("EMAIL", "email", "", start, end, 1, "[EMAIL_AAAAAA]", [], ""));
        return output.ToString();
    }
}
