using System.Buffers;
using System.Text;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Inspection.Tests;

/// <summary>What is no text passes as it came; of it the record keeps a digest, its type and its size.</summary>
public sealed class BinaryAnswerTests
{
    private const string Kept = """\[BINARY 1000 bytes hmac-sha256:[0-9a-f]{64}\]""";
    private static readonly string Data = Convert.ToBase64String([.. Enumerable.Range(0, 1000).Select(i => (byte)(i * 7))]);
    private static readonly string Block = $$"""{"type":"web_fetch_tool_result","content":{"type":"web_fetch_result","content":{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"{{Data}}"} } } }""";

    public static TheoryData<string> Policies => ["", Given.MaskEverything, Given.MaskWith("seal")];

    [Theory]
    [MemberData(nameof(Policies))]
    public void An_answer_that_comes_whole_keeps_its_bytes(string policy)
    {
        var came = Sse.Bytes($$"""{"type":"message","content":[{{Block}}],"usage":{"output_tokens":7} }""");
        var inspection = InspectorOf(policy).InspectResponse(came);
        Assert.Equal(came, inspection.Body);
        AssertKept(came, inspection.RecordBody.Span);
        Assert.Equal(7, inspection.Usage.OutputTokens);
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void A_stream_keeps_its_bytes_however_it_is_cut(string policy)
    {
        var several = Sse.Event("content_block_start", $$"""{"type":"content_block_start","index":1,{{"\n"}}data: "content_block":{{Block}} }""");
        foreach (var start in (string[])[Sse.Start(1, Block), several, Sse.Start(1, Block.Replace("base64", "b\\u0061se64", StringComparison.Ordinal)), Sse.Event("of_tomorrow", Block)])
        {
            var stream = Sse.Bytes(Sse.MessageStart + Sse.Text("Here it is: ") + Sse.Stop() + start + Sse.Stop(1) + Sse.MessageEnd);
            foreach (var length in (int[])[stream.Length, 1, 100])
            {
                var (skill, record) = Sse.PumpTwice(InspectorOf(policy).CreateStreamMasker(), stream, length);
                Assert.Equal(stream, skill);
                AssertKept(stream, record);
            }
        }
    }

    /// <summary>Text of the block goes on in the next event; beside it stands what is no text.</summary>
    [Fact]
    public void A_text_is_masked_beside_what_is_no_text()
    {
        var block = $$"""{"type":"text","text":"to john@exam","x":{"type":"base64","data":"{{Data}}"} }""";
        foreach (var start in (string[])[Sse.Start(0, block), Sse.Event("content_block_start", $$"""{"type":"content_block_start","index":0,{{"\n"}}data: "content_block":{{block}} }""")])
        {
            var (skill, record) = Sse.PumpTwice(InspectorOf(Given.MaskEverything).CreateStreamMasker(), Sse.Bytes(Sse.MessageStart + start + Sse.Text("ple.com now") + Sse.Stop() + Sse.MessageEnd));
            Assert.Contains(Data, Encoding.UTF8.GetString(skill), StringComparison.Ordinal);
            Assert.DoesNotContain(Data, Encoding.UTF8.GetString(record), StringComparison.Ordinal);
            foreach (var bytes in (byte[][])[skill, record])
                Assert.Matches(@"^to \[EMAIL_......\] now$", Sse.Assemble(bytes)["0/text"]);
        }
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void Results_of_a_batch_keep_their_bytes(string policy)
    {
        var came = Sse.Bytes($$"""{"custom_id":"1","result":{"message":{"content":[{{Block}}]} } }""" + "\n\n" + """{"custom_id":"2","result":{} }""");
        var (masker, output, record) = (InspectorOf(policy).CreateLinesMasker(), new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        foreach (var chunk in came.Chunk(100))
            masker.Write(chunk, output, record);
        masker.Complete(output, record);
        Assert.Equal(came, output.WrittenSpan);
        AssertKept(came, record.WrittenSpan);
    }

    [Fact]
    public void What_is_masked_in_a_text_in_base64_is_in_the_record_neither_way()
    {
        var document = Convert.ToBase64String(Encoding.UTF8.GetBytes("Dear all, write to john@example.com — thank you."));
        var inspection = Given.Inspector().InspectResponse(Sse.Bytes($$"""{"source":{"type":"base64","media_type":"text/plain","data":"{{document}}"} }"""));
        var (skill, record) = (Encoding.UTF8.GetString(inspection.Body.Span), Encoding.UTF8.GetString(inspection.RecordBody.Span));
        Assert.DoesNotContain(document, skill, StringComparison.Ordinal);
        Assert.Matches("""^\{"source":\{"type":"base64","media_type":"text/plain","data":"\[BINARY 50 bytes hmac-sha256:[0-9a-f]{64}\]"\} \}$""", record);
        Assert.Single(inspection.Findings);
    }

    [Fact]
    public void What_passes_although_it_is_no_json_passes_as_before()
    {
        var inspector = InspectorOf("");
        var stream = Sse.Bytes(Sse.Event("of_tomorrow", "base64 {") + "data: base64");
        Assert.Equal(stream, Sse.Pump(inspector.CreateStreamMasker(), stream, 5));
        Assert.Equal("base64 {"u8, inspector.InspectResponse(Sse.Bytes("base64 {")).RecordBody.Span);
        var (masker, output, record) = (inspector.CreateLinesMasker(), new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        masker.Write("base64 {\n"u8, output, record);
        masker.Complete(output, record);
        Assert.Equal("base64 {\n"u8, output.WrittenSpan);
        Assert.Equal("base64 {\n"u8, record.WrittenSpan);
    }

    private static Inspector InspectorOf(string policy) => policy.Length == 0 ? new(PolicySet.Empty, Given.Keys, Given.Skill) : Given.Inspector(policy);

    /// <summary>The record differs in the part alone, whose digest is the one that a request's record has of it.</summary>
    private static void AssertKept(ReadOnlySpan<byte> came, ReadOnlySpan<byte> record)
    {
        var text = Encoding.UTF8.GetString(record);
        var digest = Assert.Single(System.Text.RegularExpressions.Regex.Matches(text, Kept)).Value;
        Assert.Contains("application/pdf", text, StringComparison.Ordinal);
        Assert.Equal(
            Encoding.UTF8.GetString(came).Replace("\ndata: \"content_block\"", " \"content_block\"", StringComparison.Ordinal).Replace(Data, digest, StringComparison.Ordinal),
            text.Replace("\ndata: \"content_block\"", " \"content_block\"", StringComparison.Ordinal));
        var request = InspectorOf("").InspectRequest(
            Sse.Bytes($$"""{"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","data":"{{Data}}"} }]}]}"""), EndpointFamily.Messages);
        Assert.Contains(digest, Encoding.UTF8.GetString(request.RecordBody.Span), StringComparison.Ordinal);
    }
}
