using System.Text;
using SaaSGate.ControlPlane.Approvals;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Approvals;

public sealed class ViewDiffTests
{
    private const string Before = """{"method":"POST","path":"/v1/messages","model":"claude-a","tools":["http"],"system":"Sort.","messages":[{"role":"user","content":"one\ntwo\nthree"}],"findings":[]}""";

    [Fact]
    public void Nothing_is_other_in_the_same_view() => Assert.Empty(Between(Before, Before));

    [Fact]
    public void Says_which_part_is_other_and_which_of_its_lines()
    {
        var changes = Between(Before, Before.Replace("two", "2", StringComparison.Ordinal).Replace("claude-a", "claude-b", StringComparison.Ordinal));
        Assert.Equal([("Model", "changed"), ("Turn 1 (user)", "changed")], changes.Select(change => (change.Part, change.Kind)));
        Assert.Equal([("same", "one"), ("removed", "two"), ("added", "2"), ("same", "three")], changes[1].Lines.Select(line => (line.Kind, line.Text)));
    }

    [Fact]
    public void What_goes_on_at_the_end_is_added()
    {
        var longer = Before.Replace("three\"}]", "three\"},{\"role\":\"assistant\",\"content\":\"done\"},{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"more\"}]}]", StringComparison.Ordinal);
        Assert.Equal([("Turn 2 (assistant)", "added"), ("Turn 3 (user)", "added")], Between(Before, longer).Select(change => (change.Part, change.Kind)));
        Assert.Equal([("Turn 2 (assistant)", "removed"), ("Turn 3 (user)", "removed")], Between(longer, Before).Select(change => (change.Part, change.Kind)));
    }

    [Fact]
    public void A_turn_that_was_put_in_between_leaves_the_others_as_they_are()
    {
        const string Two = """{"messages":[{"role":"user","content":"a"},{"role":"user","content":"c"}]}""";
        const string Three = """{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"c"}]}""";
        Assert.Equal(["Turn 2 (assistant)"], Between(Two, Three).Select(change => change.Part));
    }

    [Fact]
    public void What_a_tool_is_said_to_do_is_compared_though_its_name_stays()
    {
        static string Told(string description) =>
            $$"""{"tools":["mail"],"parameters":[{"name":"tools","value":[{"name":"mail","description":"{{description}}"}]},{"request":"two","name":"max_tokens","value":9}]}""";
        var change = Assert.Single(Between(Told("Sends."), Told("Sends all.")));
        Assert.Equal(("Also sent", "changed"), (change.Part, change.Kind));
        Assert.Contains(change.Lines, line => line.Kind == "added" && line.Text.Contains("Sends all.", StringComparison.Ordinal));
    }

    [Fact]
    public void Tools_findings_and_reach_are_compared_whatever_their_order()
    {
        var changes = Between(
            """{"tools":["b","a"],"findings":[{"type":"EMAIL","label":"[EMAIL_1]"}],"reach":[]}""",
            """{"tools":["a","b"],"findings":[{"type":"EMAIL","label":"[EMAIL_1]"},{"type":"EMAIL","label":"[EMAIL_2]"}],"reach":[{"kind":"MCP server","text":"https://x"}]}""");
        Assert.Equal([("Reach", "added"), ("Found", "changed")], changes.Select(change => (change.Part, change.Kind)));
    }

    [Fact]
    public void Leaves_out_what_is_the_same_and_far_away()
    {
        var text = string.Join("\\n", Enumerable.Range(0, 50));
        var lines = Between($$"""{"system":"{{text}}"}""", $$"""{"system":"{{text.Replace("25", "x", StringComparison.Ordinal)}}"}""").Single().Lines;
        Assert.Equal(["skipped", "same", "same", "removed", "added", "same", "same", "skipped"], lines.Select(line => line.Kind));
        Assert.Equal("23", lines[0].Text);
    }

    [Fact]
    public void Long_texts_that_share_nothing_are_not_compared_line_by_line()
    {
        static string Of(string prefix) => $$"""{"system":"{{string.Join("\\n", Enumerable.Range(0, 5000).Select(i => prefix + i))}}"}""";
        var change = Between(Of("a"), Of("b")).Single();
        Assert.Equal("changed", change.Kind);
        Assert.InRange(change.Lines.Count, 1, 500);
    }

    [Fact]
    public void Changed_lines_that_do_not_fit_are_not_called_equal()
    {
        var lines = Between(Before, Before.Replace("Sort.", string.Join("\\n", Enumerable.Range(0, 5000)), StringComparison.Ordinal)).Single().Lines;
        Assert.Equal(("left_out", "4601 lines not shown, 4601 of them changed"), (lines[^1].Kind, lines[^1].Text));
    }

    [Fact]
    public void Of_too_many_turns_the_oldest_are_left_out_and_never_what_the_request_is()
    {
        var turns = string.Join(',', Enumerable.Range(1, 300).Select(i => $$"""{"role":"user","content":"{{i}}"}"""));
        var (changes, leftOut) = ViewDiff.Between(Encoding.UTF8.GetBytes("""{"model":"a","messages":[]}"""), Encoding.UTF8.GetBytes($$"""{"model":"b","messages":[{{turns}}]}"""));
        Assert.Equal((200, 101), (changes.Count, leftOut));
        Assert.Equal(["Model", "Turn 102 (user)"], changes.Take(2).Select(change => change.Part));
        Assert.Equal("Turn 300 (user)", changes[^1].Part);
    }

    [Fact]
    public void What_is_no_object_has_no_changes() => Assert.Empty(Between("[]", Before));

    private static IReadOnlyList<ViewChange> Between(string before, string after) => ViewDiff.Between(Encoding.UTF8.GetBytes(before), Encoding.UTF8.GetBytes(after)).Changes;
}
