using System.Text;
using System.Text.Json;
using CsCheck;
using SaaSGate.Inspection.Masking;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Inspection.Tests.Streaming;

/// <summary>Any text in any block, cut into any deltas, events and reads, in LF and CRLF.</summary>
public sealed class StreamPropertyTests
{
    private static readonly Gen<string> Document = Gen.Recursive<string>((depth, self) => depth > 3
        ? Scalar
        : Gen.Frequency(
            (3, Scalar),
            (1, self.List[0, 3].Select(items => $"[{string.Join(", ", items)}]")),
            (2, Gen.Select(Texts.Any.Select(key => Quoted.Text(key)), self).List[0, 4].Select(members => $"{{{string.Join(",", members.Select(member => $"{member.Item1}: {member.Item2}"))}}}"))));

    private static readonly Gen<int[]> Reads = Gen.OneOf(Gen.Int[1, 1], Gen.Int[1, 9], Gen.Int[1, 200], Gen.Int[5000, 9000]).Array[1, 20];

    private static readonly Gen<(Rules Rules, Block[] Blocks, int[] Reads, bool Crlf)> AnyStream =
        Gen.Select(Rules.Any, AnyBlock(Texts.Any, Document).Array[1, 3], Reads, Gen.Bool);

    private static readonly Gen<(Rules Rules, Block[] Blocks, int[] Reads, bool Crlf)> ShortStream =
        Gen.Select(Rules.Any, AnyBlock(Texts.Short, Texts.Short.Select(text => $"{{\"a\":{Quoted.Text(text)}}}")).Array[1, 1], Reads, Gen.Bool);

    private static readonly Inspector WithoutRules = new(PolicySet.Empty, Given.Keys, Given.Skill);

    private static Gen<string> Scalar => Gen.Frequency(
        (6, Texts.Any.Select(text => Quoted.Text(text))), (1, Texts.Any.Select(text => Quoted.Text(text, ascii: true))),
        (1, Gen.Const("4111111111111111")), (1, Gen.Const("-12.5e3")), (1, Gen.Const("null")));

    [Fact]
    public void Masks_a_stream_like_the_whole() => AnyStream.Holds(AssertMaskedLikeTheWhole, 1200);

    [Fact]
    public void Masks_a_short_stream_like_the_whole() => ShortStream.Holds(AssertMaskedLikeTheWhole, 93_800);

    [Fact]
    public void Passes_a_stream_byte_for_byte_without_rules() => AnyStream.Holds(
        input => Assert.Equal(Write(input.Blocks, input.Crlf), Sse.Pump(WithoutRules.CreateStreamMasker(), Write(input.Blocks, input.Crlf), input.Reads)), 5000);

    private static void AssertMaskedLikeTheWhole((Rules Rules, Block[] Blocks, int[] Reads, bool Crlf) input)
    {
        var (rules, blocks, reads, crlf) = input;
        var stream = Write(blocks, crlf);
        var masker = rules.Inspector.CreateStreamMasker();
        var (masked, recorded) = Sse.PumpTwice(masker, stream, reads);
        var (assembled, kept) = (Sse.Assemble(masked), Sse.Assemble(recorded));
        for (var i = 0; i < blocks.Length; i++)
            blocks[i].AssertMasked(rules, assembled.GetValueOrDefault($"{i}/{blocks[i].Member}", ""), kept.GetValueOrDefault($"{i}/{blocks[i].Member}", ""));
        Assert.DoesNotContain(":sgs1.", Encoding.UTF8.GetString(recorded), StringComparison.Ordinal);
        Assert.Equal(Sse.Assemble(Sse.PumpTwice(rules.Labels.CreateStreamMasker(), stream).Record), kept);
        if (masker.Findings.Count == 0)
            Assert.Equal(stream, masked);
        else
            AssertOnlyTouchedEventsDiffer(stream, masked, crlf);
        AssertOnlyTouchedEventsDiffer(masked, recorded, crlf);
    }

    /// <summary>Events come in their order; a changed one is a delta that now holds a label or less text.</summary>
    private static void AssertOnlyTouchedEventsDiffer(byte[] stream, byte[] masked, bool crlf)
    {
        var end = crlf ? "\r\n\r\n" : "\n\n";
        var (before, after) = (Encoding.UTF8.GetString(stream).Split(end), Encoding.UTF8.GetString(masked).Split(end));
        var at = 0;
        foreach (var @event in after)
        {
            while (at < before.Length && before[at] != @event && !(IsText(before[at]) && Head(before[at]) == Head(@event)))
            {
                Assert.True(IsText(before[at]), "Only deltas may be left out.");
                at++;
            }
            Assert.True(at < before.Length, "An event came out of order, or out of nothing.");
            at++;
        }
        Assert.True(before[at..].All(IsText));
    }

    private static bool IsText(string @event) => @event.Contains("_delta\",\"", StringComparison.Ordinal) || @event.Contains("\"content_block\"", StringComparison.Ordinal);

    private static string Head(string @event) => string.Join(':', @event.Split(':').Take(6));

    private static Gen<Block> AnyBlock(Gen<string> text, Gen<string> document) => Gen.Select(
        Gen.Int[0, 2], text, document, Gen.OneOf(Gen.Int[1, 1], Gen.Int[1, 5], Gen.Int[1, 60], Gen.Int[200, 900]).Array[1, 20], Gen.Bool, Gen.Bool,
        (kind, text, document, lengths, ascii, starts) => kind switch
        {
            0 => new Block("text", "text_delta", "text", text, lengths, ascii, starts),
            1 => new Block("thinking", "thinking_delta", "thinking", text, lengths, ascii, starts),
            _ => new Block("tool_use", "input_json_delta", "partial_json", document, lengths, ascii, false),
        });

    private static byte[] Write(Block[] blocks, bool crlf)
    {
        var stream = new StringBuilder(Sse.MessageStart);
        for (var i = 0; i < blocks.Length; i++)
            blocks[i].Write(stream, i);
        stream.Append(Sse.MessageEnd);
        return Sse.Bytes(crlf ? stream.ToString().ReplaceLineEndings("\r\n") : stream.ToString());
    }

    private sealed record Block(string Type, string Delta, string Member, string Text, int[] Lengths, bool Ascii, bool Starts)
    {
        public void Write(StringBuilder stream, int index)
        {
            var pieces = Texts.CutInto(Text, Lengths);
            var first = Starts && pieces.Length > 0 ? pieces[0] : "";
            stream.Append(Type == "tool_use"
                ? Sse.Start(index, """{"type":"tool_use","id":"toolu_1","name":"send","input":{}}""")
                : Sse.Start(index, $$"""{"type":"{{Type}}","{{Member}}":{{Quoted.Text(first, Ascii)}}}"""));
            stream.Append(Sse.Ping);
            foreach (var piece in pieces.Skip(first.Length > 0 ? 1 : 0))
                stream.Append(Sse.Delta(index, Delta, Member, piece, Ascii));
            stream.Append(Sse.Stop(index));
        }

        /// <summary>Masked and recorded as the whole would be, thinking so that it comes back to the very text, and JSON so that it keeps its shape.</summary>
        public void AssertMasked(Rules rules, string masked, string recorded)
        {
            if (Type != "tool_use")
            {
                var whole = Scan.MaskPieces(rules.Policy.ResponsePlan, Type == "thinking" ? ValuePlace.Thinking : ValuePlace.Text, [Text]);
                Assert.Equal(whole.Masked, masked);
                Assert.Equal(whole.Recorded, recorded);
                if (Type == "thinking")
                    Assert.Equal(Text, Scan.Unseal(masked));
                return;
            }
            var body = rules.Inspector.InspectResponse(Sse.Bytes($$"""{"content":[{"type":"tool_use","input":{{Text}}}]}"""));
            Assert.Equal(Input(body.Body), masked);
            Assert.Equal(Input(body.RecordBody), recorded);
            using var before = JsonDocument.Parse(Text);
            foreach (var after in (string[])[masked, recorded])
                using (var document = JsonDocument.Parse(after))
                    AssertSameShape(before.RootElement, document.RootElement);
        }

        private static string Input(ReadOnlyMemory<byte> body) => Encoding.UTF8.GetString(body.Span)["""{"content":[{"type":"tool_use","input":""".Length..^3];

        private static void AssertSameShape(JsonElement before, JsonElement after)
        {
            Assert.Equal(before.ValueKind, after.ValueKind);
            var (members, those) = before.ValueKind switch
            {
                JsonValueKind.Object => (before.EnumerateObject().Select(member => member.Value).ToArray(), after.EnumerateObject().Select(member => member.Value).ToArray()),
                JsonValueKind.Array => ([.. before.EnumerateArray()], [.. after.EnumerateArray()]),
                _ => ([], []),
            };
            Assert.Equal(members.Length, those.Length);
            foreach (var (one, other) in members.Zip(those))
                AssertSameShape(one, other);
        }
    }
}
