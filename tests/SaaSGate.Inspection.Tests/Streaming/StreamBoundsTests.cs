using System.Buffers;
using System.Text;
using SaaSGate.Inspection.Calls;

namespace SaaSGate.Inspection.Tests.Streaming;

public sealed class StreamBoundsTests
{
    private const string Nothing = "rules: []";

    [Theory]
    [InlineData(Nothing)]
    [InlineData(Given.MaskEverything)]
    public void Half_an_event_never_passes(string policy)
    {
        var (masker, output) = (Given.Inspector(policy).CreateStreamMasker(), new ArrayBufferWriter<byte>());
        var (whole, cut) = (Sse.MessageStart + Sse.Start(0, """{"type":"text","text":""}"""), Sse.Text("so far "));
        masker.Write(Sse.Bytes(whole + cut[..^20]), output);
        Assert.Equal(whole, Encoding.UTF8.GetString(output.WrittenSpan));
        masker.Write(Sse.Bytes(cut[^20..]), output);
        Assert.Equal(whole + cut, Encoding.UTF8.GetString(output.WrittenSpan));
        masker.Write("event: content_blo"u8, output);
        masker.Complete(output);
        Assert.Equal(whole + cut + "event: content_blo", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void What_waits_behind_an_open_text_is_bounded()
    {
        var masker = Given.Inspector().CreateStreamMasker();
        Write(masker, Sse.Text("a"));
        var next = Sse.Bytes(Sse.Text(string.Concat(Enumerable.Repeat("and so on ", 100_000)), index: 1));
        var error = Assert.Throws<InspectionException>(() =>
        {
            for (var i = 0; i < 100; i++)
                masker.Write(next, new ArrayBufferWriter<byte>());
        });
        Assert.Contains("wait for the end of a text", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_that_are_open_at_the_same_time_are_bounded()
    {
        var masker = Given.Inspector().CreateStreamMasker();
        for (var i = 0; i < 1000; i++)
            Write(masker, Sse.Text("a", index: i));
        Assert.Throws<InspectionException>(() => Write(masker, Sse.Text("a", index: 1000)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("and so on ")]
    public void A_call_that_never_ends_is_bounded(string piece)
    {
        var calls = new CallStream();
        Write(calls, Sse.Start(1, """{"type":"tool_use","id":"t","name":"post","input":{}}"""));
        var part = Sse.Bytes(piece.Length > 0
            ? Sse.Input(string.Concat(Enumerable.Repeat(piece, 100_000)), index: 1)
            : string.Concat(Enumerable.Repeat(Sse.Input("", index: 1), 10_000)));
        Assert.Throws<InspectionException>(() =>
        {
            for (var i = 0; i < 100; i++)
                calls.Write(part, part);
        });
    }

    private static void Write(SseMasker masker, string stream) => masker.Write(Sse.Bytes(stream), new ArrayBufferWriter<byte>());

    private static void Write(CallStream calls, string stream) => calls.Write(Sse.Bytes(stream), Sse.Bytes(stream));
}
