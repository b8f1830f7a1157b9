using System.Text;
using CsCheck;
using SaaSGate.Inspection.Requests;

namespace SaaSGate.Inspection.Tests.Requests;

public sealed class RequestBlocksTests
{
    private static readonly Gen<string> Value = Gen.Recursive<string>((depth, self) => depth > 4
        ? Texts.Any.Select(text => Quoted.Text(text))
        : Gen.Frequency(
            (2, Texts.Any.Select(text => Quoted.Text(text))), (1, Gen.Const("null")), (1, Gen.Const("1.5e3")),
            (2, self.List[0, 3].Select(items => $"[ {string.Join(" ,", items)}]")),
            (4, Gen.Select(Name, self).List[0, 4].Select(members => $"{{{string.Join(", ", members.Select(member => $"\"{member.Item1}\" :{member.Item2}"))}\n}}"))));

    private static Gen<string> Name => Gen.Int[0, 8].Select(index => new[] { "system", "tools", "messages", "content", "role", "prompt", "x", "requests", "params" }[index]);

    [Fact]
    public void Puts_any_body_together_again() => Value.Holds(body => AssertJoins(Sse.Bytes(body)), 5000);

    [Fact]
    public void Puts_any_bytes_together_again() => Gen.Byte.Array.Holds(AssertJoins, 1000);

    [Fact]
    public void Puts_every_recorded_request_together_again()
    {
        Assert.SkipWhen(Corpus.Root is null, Corpus.Missing);
        var files = Corpus.Files("*.request.json");
        Assert.NotEmpty(files);
        foreach (var file in files)
            AssertJoins(File.ReadAllBytes(file));
    }

    [Fact]
    public void Takes_apart_what_turns_repeat()
    {
        var split = RequestBlocks.Split(Sse.Bytes("""
            { "model":"m","system":"be kind","tools":[{"name":"a"},{"name":"b"}],
            "messages":[{"role":"user","content":"hi"},{"content":[{"type":"text","text":"yes"}, {"type":"text","text":"no"}],"role":"assistant"}], "stream":true}
            """));
        Assert.Equal(
            ["System -1 \"be kind\"", "Tool -1 {\"name\":\"a\"}", "Tool -1 {\"name\":\"b\"}", "Message 0 \"hi\"", "Message 1 {\"type\":\"text\",\"text\":\"yes\"}", "Message 1 {\"type\":\"text\",\"text\":\"no\"}"],
            split.Blocks.Select(block => $"{block.Kind} {block.Message} {Encoding.UTF8.GetString(block.Content.Span)}"));
        Assert.Equal("{ \"model\":\"m\",\"system\":\0,\"tools\":[\0,\0],\n\"messages\":[{\"role\":\"user\",\"content\":\0},{\"content\":[\0, \0],\"role\":\"assistant\"}], \"stream\":true}", Encoding.UTF8.GetString(split.Skeleton.Span).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Takes_each_request_of_a_batch_apart()
    {
        var split = RequestBlocks.Split(Sse.Bytes("{\"requests\":[{\"custom_id\":\"a\",\"params\":{\"system\":\"s\",\"messages\":[{\"role\":\"user\",\"content\":\"one\"}]}},{\"params\":{\"messages\":[{\"content\":\"two\"}],\"requests\":[{\"params\":{\"system\":\"no\"}}]}}]}"));
        Assert.Equal(["System -1 \"s\"", "Message 0 \"one\"", "Message 0 \"two\""], split.Blocks.Select(block => $"{block.Kind} {block.Message} {Encoding.UTF8.GetString(block.Content.Span)}"));
    }

    [Fact]
    public void Refuses_blocks_of_another_body() => Assert.Throws<ArgumentException>(() => RequestBlocks.Join([0, 0], [new byte[1]]));

    private static void AssertJoins(byte[] body)
    {
        var split = RequestBlocks.Split(body);
        Assert.Equal(body, RequestBlocks.Join(split.Skeleton.Span, [.. split.Blocks.Select(block => block.Content)]));
    }
}
