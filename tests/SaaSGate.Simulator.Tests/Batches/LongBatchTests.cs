using System.Text.Json;
using SaaSGate.Simulator.Tests.Support;
using Xunit;

namespace SaaSGate.Simulator.Tests.Batches;

public sealed class LongBatchTests : SimulatorTest
{
    protected override SimulatorOptions Options => new() { BatchDuration = TimeSpan.FromHours(1) };

    [Fact]
    public async Task Works_until_it_is_cancelled()
    {
        var body = $$"""{"requests":[{"custom_id":"a","params":{{Ask("Hello").ToJsonString()}}}]}""";
        var made = await JsonAsync(await PostAsync(body, "/v1/messages/batches"));
        var path = $"/v1/messages/batches/{made.GetProperty("id").GetString()}";
        Assert.Equal("in_progress", made.GetProperty("processing_status").GetString());
        await JsonAsync(await Client.GetAsync($"{path}/results", Cancellation), 404);
        await JsonAsync(await Client.DeleteAsync(path, Cancellation), 400);

        var cancelled = await JsonAsync(await Client.PostAsync($"{path}/cancel", null, Cancellation));
        Assert.NotEqual(JsonValueKind.Null, cancelled.GetProperty("cancel_initiated_at").ValueKind);
        var ended = await JsonAsync(await Client.GetAsync(path, Cancellation));
        Assert.Equal(1, ended.GetProperty("request_counts").GetProperty("canceled").GetInt32());
        Assert.Contains("\"canceled\"", await Client.GetStringAsync($"{path}/results", Cancellation));
        await JsonAsync(await Client.DeleteAsync(path, Cancellation));
    }

    [Fact]
    public async Task Is_canceling_for_a_while_and_fails_to_be_cancelled_as_often_as_it_is_told()
    {
        await Client.PostAsync("/_simulator/batches?cancelSeconds=3600&failing=1&status=529", null, Cancellation);
        var body = $$"""{"requests":[{"custom_id":"a","params":{{Ask("Hello").ToJsonString()}}}]}""";
        var path = $"/v1/messages/batches/{(await JsonAsync(await PostAsync(body, "/v1/messages/batches"))).GetProperty("id").GetString()}";
        await JsonAsync(await Client.PostAsync($"{path}/cancel", null, Cancellation), 529);
        foreach (var _ in (int[])[1, 2])
        {
            var cancelled = await JsonAsync(await Client.PostAsync($"{path}/cancel", null, Cancellation));
            Assert.Equal("canceling", cancelled.GetProperty("processing_status").GetString());
        }
        await JsonAsync(await Client.DeleteAsync(path, Cancellation), 400);
    }
}
