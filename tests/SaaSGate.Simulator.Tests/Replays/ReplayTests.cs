using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using SaaSGate.Simulator.Tests.Support;
using Xunit;

namespace SaaSGate.Simulator.Tests.Replays;

public sealed class ReplayTests : SimulatorTest
{
    protected override SimulatorOptions Options => new() { ReplayFolder = Repository.Recordings };

    [Theory]
    [InlineData(null)]
    [InlineData(3)]
    public async Task Gives_queued_answers_in_order_whatever_is_asked(int? chunk)
    {
        var (first, second) = (Encoding.UTF8.GetBytes("event: x\r\ndata: \ud83d\ude00\r\n\r\n"), new byte[] { 0, 255, 10 });
        Simulator.Replay(first, "text/event-stream", chunkSize: chunk);
        Simulator.Replay(second, "application/octet-stream", 418, chunk);
        using var one = await PostAsync("anything");
        Assert.Equal(first, await one.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Equal("text/event-stream", one.Content.Headers.ContentType?.ToString());
        using var two = await PostAsync("anything", "/v1/elsewhere");
        Assert.Equal(second, await two.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Equal(418, (int)two.StatusCode);
        await JsonAsync(await PostAsync("anything"), 400);
    }

    [Fact]
    public async Task Takes_queued_answers_by_HTTP()
    {
        using var content = new ByteArrayContent([1, 2, 3]) { Headers = { ContentType = new MediaTypeHeaderValue("text/plain") } };
        using var queued = await Client.PostAsync("/_simulator/replays?status=529&chunk=2", content, Cancellation);
        Assert.Equal(204, (int)queued.StatusCode);
        using var answer = await PostAsync("anything");
        Assert.Equal([1, 2, 3], await answer.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Equal(529, (int)answer.StatusCode);
        Assert.Equal("text/plain", answer.Content.Headers.ContentType?.ToString());
    }

    [Fact]
    public async Task Replays_every_recorded_answer_byte_for_byte()
    {
        if (Repository.Recordings is not { } folder)
        {
            Assert.Skip("The corpora are absent: set SAASGATE_CORPORA.");
            return;
        }

        var (count, size) = (0, 0);
        foreach (var line in await File.ReadAllLinesAsync(Path.Combine(folder, "manifest.jsonl"), Cancellation))
        {
            var row = JsonDocument.Parse(line).RootElement;
            if (row.GetProperty("response_file").GetString() is not { } file)
                continue;
            size = (size % 61) + 13;
            using var answer = await PostAsync(Ask($"[[sim: replay={row.GetProperty("id").GetString()} chunk={size * 7}]]"));
            Assert.Equal(row.GetProperty("status").GetInt32(), (int)answer.StatusCode);
            Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(folder, file), Cancellation), await answer.Content.ReadAsByteArrayAsync(Cancellation));
            count++;
        }

        Assert.True(count > 400, $"{count} recordings");
    }
}
