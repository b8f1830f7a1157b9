using System.Buffers;
using System.Text;

namespace SaaSGate.Inspection.Tests;

public sealed class BatchResultTests
{
    [Fact]
    public void Finds_the_message_and_what_it_cost()
    {
        const string Message = """{"type":"message","content":[],"usage":{"input_tokens":3,"output_tokens":5,"cache_read_input_tokens":7}}""";
        var line = Sse.Bytes($$"""{ "custom_id":"a", "result" : {"type":"succeeded","message": {{Message}} } }""" + "\r\n");
        var result = BatchResult.Read(line);
        Assert.Equal(Message, Encoding.UTF8.GetString(line.AsSpan(result.Message!.Value)));
        Assert.Equal(new(3, 5, 7, 0), result.Usage);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n")]
    [InlineData("""{"custom_id":"a","result":{"type":"canceled"}}""")]
    [InlineData("""{"custom_id":"a","result":{"type":"errored","error":{"type":"error","error":{"message":"m"} }}}""")]
    [InlineData("""{"custom_id":"a","message":{"content":[]}}""")]
    public void Finds_none_where_there_is_none(string line) => Assert.Null(BatchResult.Read(Sse.Bytes(line)).Message);

    [Theory]
    [InlineData("""{"result":{"message":{}},"result":{"message":{}}}""")]
    [InlineData("""{"result":{"message":{"content":[],"content":[]}}}""")]
    [InlineData("""["result"]""")]
    [InlineData("not JSON")]
    public void Refuses_what_could_be_read_in_two_ways(string line) => Assert.Throws<InspectionException>(() => BatchResult.Read(Sse.Bytes(line)));

    [Fact]
    public void Results_without_end_keep_no_findings_without_end()
    {
        var masker = Given.Inspector("rules: [{ name: m, on: both, then: mask, when: { findings: [EMAIL, IP] } }]").CreateLinesMasker();
        var output = new ArrayBufferWriter<byte>();
        var line = Sse.Bytes($$"""{"result":{"text":"{{string.Join(' ', Enumerable.Range(0, 1000).Select(i => $"p{i}@example.com"))}}"} }""" + "\n");
        for (var i = 0; i < 12; i++)
            masker.Write(line, output);
        Assert.Equal(RequestInspection.MostFindings, masker.Findings.Count);
        masker.Write(Sse.Bytes("""{"result":{"text":"at 203.0.113.7 and 203.0.113.8"}}""" + "\n"), output);
        Assert.Equal(("IP", RequestInspection.MostFindings + 1), (masker.Findings[^1].Type, masker.Findings.Count));
        Assert.DoesNotContain("@example.com", Encoding.UTF8.GetString(output.WrittenSpan), StringComparison.Ordinal);
    }

    /// <summary>A skill may name its requests by what is masked in them: it finds its results, and the record of them tells no more than that of the requests.</summary>
    [Theory]
    [InlineData("both")]
    [InlineData("request")]
    public void The_record_has_ids_of_requests_as_the_record_of_the_requests_has_them(string on)
    {
        var inspector = Given.Inspector($"rules: [{{ name: m, on: {on}, then: mask, when: {{ findings: [EMAIL] }} }}]");
        const string Id = "kim\\u0040example.com";
        var made = inspector.InspectRequest(
            Sse.Bytes($$"""{"requests":[{"custom_id":"{{Id}}","params":{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"hello"}]} }]}"""), EndpointFamily.Batches);
        var label = Encoding.UTF8.GetString(made.RecordBody.Span).Split('"')[5];
        Assert.StartsWith("[EMAIL_", label, StringComparison.Ordinal);

        var (output, record) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        var line = $$"""{"custom_id":"{{Id}}","result":{"type":"succeeded","message":{"id":"msg_1","content":[{"type":"text","text":"hello"}]} } }""" + "\n";
        var masker = inspector.CreateLinesMasker();
        masker.Write(Sse.Bytes(line), output, record);
        masker.Complete(output, record);
        Assert.Equal(line, Encoding.UTF8.GetString(output.WrittenSpan));
        Assert.Equal(line.Replace(Id, label, StringComparison.Ordinal), Encoding.UTF8.GetString(record.WrittenSpan));
    }
}
