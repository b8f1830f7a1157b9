using System.Text.Json;
using SaaSGate.Inspection.Masking;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Inspection.Tests.Streaming;

/// <summary>Every stream that was recorded from Claude.</summary>
public sealed class RecordedStreamTests
{
    private static readonly int[][] Cuts = [[int.MaxValue], [1], [7, 64, 3], [1460]];

    /// <summary>Streams up to this many bytes are cut at every byte.</summary>
    private const int Small = 3000;

    private static readonly Inspector WithRules = Given.Inspector(Given.MaskWith("label")), WithoutRules = new(PolicySet.Empty, Given.Keys, Given.Skill);

    [Fact]
    public void Pass_byte_for_byte_without_rules() => ForEach((stream, _) =>
    {
        foreach (var cuts in Cuts)
            Assert.Equal(stream, Sse.Pump(Unruled(), stream, cuts));
        for (var cut = 1; cut < stream.Length && stream.Length <= Small; cut++)
            Assert.Equal(stream, Sse.Pump(Unruled(), stream, cut, int.MaxValue));
    });

    [Fact]
    public void Are_masked_alike_at_any_cut() => ForEach((stream, _) =>
    {
        var masked = Sse.Pump(Ruled(), stream);
        foreach (var cuts in Cuts)
            Assert.Equal(masked, Sse.Pump(Ruled(), stream, cuts));
        for (var cut = 1; cut < stream.Length && stream.Length <= Small; cut++)
            Assert.Equal(masked, Sse.Pump(Ruled(), stream, cut, int.MaxValue));
    });

    [Fact]
    public void Are_masked_like_their_whole_text() => ForEach((stream, _) =>
    {
        var masker = Ruled();
        var masked = Sse.Pump(masker, stream);
        var (before, after) = (Sse.Assemble(stream), Sse.Assemble(masked));
        Assert.Equal(before.Keys, after.Keys);
        foreach (var (block, text) in before.Where(block => !block.Key.EndsWith("partial_json", StringComparison.Ordinal)))
            Assert.Equal(Scan.MaskPieces(Given.Plan(Given.AllTypes), block.EndsWith("/thinking", StringComparison.Ordinal) ? ValuePlace.Thinking : ValuePlace.Text, [text]).Masked, after[block]);
        foreach (var (block, json) in before.Where(block => block.Key.EndsWith("partial_json", StringComparison.Ordinal)))
            Assert.Equal(IsJson(json), IsJson(after[block]));
        if (masker.Findings.Count == 0)
            Assert.Equal(stream, masked);
    });

    [Fact]
    public void Tell_the_same_with_and_without_rules() => ForEach((stream, _) =>
    {
        var (ruled, unruled) = (Ruled(), Unruled());
        Sse.Pump(ruled, stream, 100);
        Sse.Pump(unruled, stream, 100);
        Assert.Equal((ruled.Usage, ruled.StopReason, ruled.ErrorType, ruled.SawFinalEvent), (unruled.Usage, unruled.StopReason, unruled.ErrorType, unruled.SawFinalEvent));
    });

    private static SseMasker Ruled() => WithRules.CreateStreamMasker();

    private static SseMasker Unruled() => WithoutRules.CreateStreamMasker();

    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void ForEach(Action<byte[], string> check)
    {
        Assert.SkipWhen(Corpus.Root is null, Corpus.Missing);
        var files = Corpus.Files("*.sse");
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            // A literal of an SDK's tests whose error event is no JSON: it is refused, which is tested elsewhere.
            if (file.EndsWith("sse-error-not-json.response.sse", StringComparison.Ordinal))
                continue;
            try
            {
                check(File.ReadAllBytes(file), file);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"In {Path.GetFileName(file)}: {failure.Message}", failure);
            }
        }
    }
}
