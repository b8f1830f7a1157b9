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
}
