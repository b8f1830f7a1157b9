using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Tests.Support;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Gateway.Tests.Recording;

/// <summary>Promise 1 where a stream is cut: whatever the skill saw was recorded before, whenever the cut came.</summary>
public sealed class CutStreamTests
{
    private const int Rounds = 20, Streams = 8, MostBefore = 50_000;

    private static CancellationToken Cancellation => Bounded.Cancellation;

    [Fact]
    public async Task Is_recorded_as_far_as_it_was_seen_and_says_that_it_was_cut()
    {
        await using var rig = await GatewayRig.StartAsync();
        var random = new Random(4);
        for (var round = 1; round <= Rounds; round++)
        {
            var watching = Enumerable.Range(0, Streams).Select(_ => WatchAsync(rig, random.Next(1, MostBefore))).ToArray();
            var watched = await Task.WhenAll(watching);
            var cut = rig.Peer.Renewals.WaitForAsync(renewal => renewal.StopPosition == (ulong)((2 * round) - 1), Cancellation);
            rig.Peer.Stop(rig.Tenant, StopKind.Skill, rig.Tenant.SkillId);
            // All at once: none of them waits for a reader when it is cut.
            await Task.WhenAll(watched.Select(one => DrainAsync(one.Body, one.Seen, cut)));
            foreach (var (response, seen, _) in watched)
            {
                using (response)
                    await AssertRecordedAsync(rig, response, seen.ToArray());
            }
            rig.Peer.Stop(rig.Tenant, StopKind.Skill, rig.Tenant.SkillId, lifted: true);
            await rig.Peer.Renewals.WaitForAsync(renewal => renewal.StopPosition == (ulong)(2 * round), Cancellation);
        }
    }

    private static async Task<(HttpResponseMessage Response, MemoryStream Seen, Stream Body)> WatchAsync(GatewayRig rig, int before)
    {
        var response = await rig.SendAsync(GatewayRig.Message("[[sim: deltas=100000]]", stream: true, maxTokens: 4096));
        var (seen, stream) = (new MemoryStream(), await response.Content.ReadAsStreamAsync(Cancellation));
        await ReadAsync(stream, seen, before);
        return (response, seen, stream);
    }

    private static async Task DrainAsync(Stream stream, MemoryStream seen, Task cut)
    {
        // Some of it while the cut is on its way; all of it could be the whole stream, where that takes long.
        await ReadAsync(stream, seen, seen.Length + MostBefore).ContinueWith(_ => { }, Cancellation, TaskContinuationOptions.None, TaskScheduler.Default);
        await cut;
        await stream.CopyToAsync(seen, Cancellation).ContinueWith(_ => { }, Cancellation, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private static async Task ReadAsync(Stream stream, MemoryStream seen, long until)
    {
        var piece = new byte[4096];
        while (seen.Length < until && await stream.ReadAsync(piece, Cancellation) is > 0 and var read)
            seen.Write(piece, 0, read);
    }

    private static async Task AssertRecordedAsync(GatewayRig rig, HttpResponseMessage response, byte[] seen)
    {
        var frames = await rig.RecordOfAsync(response);
        var recorded = frames.Where(frame => frame.Chunk is not null).SelectMany(frame => frame.Chunk.Data.ToByteArray()).ToArray();
        Assert.Equal(("cut", "stopped"), (frames[^1].Ended.Outcome, frames[^1].Ended.Problem));

        // The last words stand at the end of both; before them the record may have a piece more, which was no longer sent.
        var words = seen.AsSpan().LastIndexOf("event: error"u8);
        var (before, after) = words < 0 ? (seen.AsMemory(), default) : (seen.AsMemory(0, words), seen.AsMemory(words));
        Assert.True(recorded.AsSpan().StartsWith(before.Span), $"{seen.Length} bytes were seen, {recorded.Length} are recorded, and they are not the same.");
        Assert.True(recorded.AsSpan(before.Length).EndsWith(after.Span), "What was said at the end is not recorded.");
        if (words < 0)
            Assert.True(recorded.AsSpan().LastIndexOf("event: error"u8) >= before.Length);
    }
}
