using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Use;
using SaaSGate.Inspection.Policies;
using Xunit;

namespace SaaSGate.Gateway.Tests.Use;

public sealed class SkillMemoryTests
{
    private readonly SkillMemory _memory = new();

    [Fact]
    public void Knows_what_it_was_told_and_what_was_used_since_without_regard_to_case()
    {
        _memory.Learn([new SeenThing { Kind = "tool", Value = "http_post" }, new SeenThing { Kind = "model", Value = "claude-sonnet-4-5" }]);
        Assert.True(_memory.Contains(SeenKind.Tool, "HTTP_Post"));
        Assert.False(_memory.Contains(SeenKind.Destination, "http_post"));

        List<SeenThing> record = [];
        _memory.Use([new UsedThing(SeenKind.Tool, "http_post"), new UsedThing(SeenKind.Destination, "files.example")], call: false, record);
        Assert.Equal(new SeenThing { Kind = "destination", Value = "files.example" }, Assert.Single(record));
        Assert.True(_memory.Contains(SeenKind.Destination, "files.example"));
    }

    [Fact]
    public void A_tool_that_was_offered_is_new_when_it_is_called_first()
    {
        List<SeenThing> record = [];
        _memory.Use([new UsedThing(SeenKind.Tool, "http_post")], call: false, record);
        Assert.True(_memory.Contains(SeenKind.Tool, "http_post"));
        Assert.False(_memory.Calls.Contains(SeenKind.Tool, "http_post"));
        _memory.Use([new UsedThing(SeenKind.Tool, "http_post")], call: true, record);
        Assert.True(_memory.Calls.Contains(SeenKind.Tool, "http_post"));
        Assert.Equal(["tool", "call"], record.Select(thing => thing.Kind));
    }

    [Fact]
    public void Leaves_out_of_the_record_what_is_too_long_or_too_much_and_takes_it_for_new_again()
    {
        List<SeenThing> record = [];
        var tooLong = new string('x', RecordedThing.LongestValue + 1);
        _memory.Use([new UsedThing(SeenKind.Tool, tooLong), .. Enumerable.Range(0, 100).Select(i => new UsedThing(SeenKind.Model, $"model {i}"))], call: false, record);
        Assert.False(_memory.Contains(SeenKind.Tool, tooLong));
        Assert.Equal(RecordedThing.Most, record.Count);
        _memory.Use([new UsedThing(SeenKind.Model, "model 99")], call: false, record = []);
        Assert.Single(record);
    }
}
