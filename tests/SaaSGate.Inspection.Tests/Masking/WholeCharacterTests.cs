using System.Text;
using System.Text.Json;
using CsCheck;
using SaaSGate.Inspection.Masking;

namespace SaaSGate.Inspection.Tests.Masking;

/// <summary>No value ends inside a character that takes two units: in UTF-8 that is no place, and what follows would be replaced beside where it stands.</summary>
public sealed class WholeCharacterTests
{
    private const string Disguised = "j\u200Bane@exam\u200Bple.com";

    private static readonly Gen<string> Text = Gen.OneOf(
        Texts.Pick(Disguised, "https://collect.evil.example/?d=", "![a](https://x.example/?data=", "\u200B\u200B\u200B\u200B\u200B\u200B", "\uDB40\uDC67\uDB40\uDC68", "\uDB40\uDE00", "john@example.com", "4111 1111 1111 1111", "x", " ", "a", "😀"),
        Gen.Select(Texts.Pick("😀", "\uDB40\uDC67", "𝐣", "x", "\u200B"), Gen.OneOf(Gen.Int[1, 300], Gen.Int[500, 700]), (unit, count) => string.Concat(Enumerable.Repeat(unit, count))))
        .List[1, 8].Select(parts => string.Concat(parts));

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("xy")]
    [InlineData("xyz")]
    public void Masks_what_follows_where_it_stands(string before)
    {
        var inspector = Given.Inspector("rules: [{ name: mask, on: both, then: mask, when: { findings: [ENCODED_DATA, EMAIL] } }]");
        var smileys = string.Concat(Enumerable.Repeat("😀", 200));
        foreach (var after in (string[])["", " write to john@example.com", $" {before}{Disguised}{smileys} write to john@example.com and ann@example.com"])
        {
            var body = Sse.Bytes($$"""{"messages":[{"role":"user","content":"{{before}}{{Disguised}}{{smileys}}{{after}}"}]}""");
            var record = Encoding.UTF8.GetString(inspector.InspectRequest(body, EndpointFamily.Messages).RecordBody.Span);
            using var json = JsonDocument.Parse(record);
            Assert.Matches(
                after.Length switch
                {
                    0 => @"^\[ENCODED_DATA_\w{6}\](😀)+$",
                    < 50 => @"^\[ENCODED_DATA_\w{6}\](😀)+ write to \[EMAIL_\w{6}\]$",
                    _ => @"^\[ENCODED_DATA_\w{6}\](😀)+ \[ENCODED_DATA_\w{6}\](😀)+ write to \[EMAIL_\w{6}\] and \[EMAIL_\w{6}\]$",
                },
                json.RootElement.GetProperty("messages")[0].GetProperty("content").GetString());
        }
    }

    [Theory]
    [InlineData("label")]
    [InlineData("seal")]
    public void Masks_bodies_and_streams_like_the_text_itself(string operation)
    {
        var inspector = Given.Inspector(Given.MaskWith(operation));
        var plan = Given.Policy(Given.MaskWith(operation)).ResponsePlan;
        Gen.Select(Text, Gen.OneOf(Gen.Int[1, 3], Gen.Int[1, 60], Gen.Int[100, 900]).Array[1, 12], Gen.Bool).Holds(
            (text, lengths, ascii) =>
            {
                var (masked, recorded) = Scan.MaskPieces(plan, ValuePlace.Text, [text]);
                Assert.Equal((masked, recorded), Scan.MaskPieces(plan, ValuePlace.Text, Texts.CutInto(text, lengths)));
                var body = inspector.InspectResponse(Sse.Bytes($$"""{"content":[{"type":"text","text":{{Quoted.Text(text, ascii)}}}]}"""));
                Assert.Equal(masked, TextOf(body.Body));
                Assert.Equal(recorded, TextOf(body.RecordBody));
                var stream = new StringBuilder(Sse.MessageStart).Append(Sse.Start(0, """{"type":"text","text":""}"""));
                foreach (var piece in Texts.CutInto(text, lengths))
                    stream.Append(Sse.Delta(0, "text_delta", "text", piece, ascii));
                stream.Append(Sse.Stop(0)).Append(Sse.MessageEnd);
                var (passed, record) = Sse.PumpTwice(inspector.CreateStreamMasker(), Sse.Bytes(stream.ToString()), [4000]);
                Assert.Equal(masked, Sse.Assemble(passed).GetValueOrDefault("0/text", ""));
                Assert.Equal(recorded, Sse.Assemble(record).GetValueOrDefault("0/text", ""));
            }, 1500);
    }

    private static string? TextOf(ReadOnlyMemory<byte> body)
    {
        using var json = JsonDocument.Parse(body);
        return json.RootElement.GetProperty("content")[0].GetProperty("text").GetString();
    }
}
