using System.Text.Json;
using System.Text.Json.Nodes;
using SaaSGate.Simulator.Tests.Support;
using Xunit;

namespace SaaSGate.Simulator.Tests.Batches;

public sealed class BatchesApiTests : SimulatorTest
{
    private const string Path = "/v1/messages/batches";

    [Fact]
    public async Task Answers_each_request_of_a_batch()
    {
        var made = await CreateAsync(("a", "[[sim: text=\"One.\"]]"), ("b", "[[sim: error=529]]"));
        Assert.Equal("message_batch", made.GetProperty("type").GetString());
        var id = made.GetProperty("id").GetString();
        var ended = await GetAsync($"{Path}/{id}");
        Assert.Equal("ended", ended.GetProperty("processing_status").GetString());
        Assert.Equal(1, ended.GetProperty("request_counts").GetProperty("succeeded").GetInt32());
        Assert.Equal(1, ended.GetProperty("request_counts").GetProperty("errored").GetInt32());

        var results = await Client.GetAsync(new Uri(ended.GetProperty("results_url").GetString()!), Cancellation);
        Assert.Equal("application/x-jsonl", results.Content.Headers.ContentType?.ToString());
        var lines = (await results.Content.ReadAsStringAsync(Cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(["a", "b"], lines.Select(line => line.GetProperty("custom_id").GetString()));
        Assert.Equal("One.", TextOf(lines[0].GetProperty("result").GetProperty("message")));
        Assert.Equal("overloaded_error", lines[1].GetProperty("result").GetProperty("error").GetProperty("error").GetProperty("type").GetString());
    }

    [Fact]
    public async Task Lists_pages_newest_first_and_deletes()
    {
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
            ids.Add((await CreateAsync(("a", "Hello"))).GetProperty("id").GetString()!);
        Assert.Equal(3, ids.Distinct().Count());
        var first = await GetAsync($"{Path}?limit=2");
        Assert.Equal([ids[2], ids[1]], Ids(first));
        Assert.True(first.GetProperty("has_more").GetBoolean());
        var second = await GetAsync($"{Path}?limit=2&after_id={first.GetProperty("last_id").GetString()}");
        Assert.Equal([ids[0]], Ids(second));
        Assert.False(second.GetProperty("has_more").GetBoolean());
        Assert.Equal([ids[2]], Ids(await GetAsync($"{Path}?limit=2&before_id={ids[1]}")));

        var deleted = await JsonAsync(await Client.DeleteAsync($"{Path}/{ids[0]}", Cancellation));
        Assert.Equal("message_batch_deleted", deleted.GetProperty("type").GetString());
        await JsonAsync(await Client.GetAsync($"{Path}/{ids[0]}", Cancellation), 404);
    }

    [Theory]
    [InlineData("{}", "requests: Field required")]
    [InlineData("""{"requests":[]}""", "requests: List should have at least 1 item after validation, not 0")]
    [InlineData("""{"requests":[{"custom_id":"a"}]}""", "requests.0: `custom_id` and `params` are required")]
    public async Task Refuses_a_wrong_batch(string body, string message) =>
        Assert.Equal(message, ErrorOf(await JsonAsync(await PostAsync(body, Path), 400)).Message);

    private async Task<JsonElement> CreateAsync(params (string Id, string Prompt)[] requests) => await JsonAsync(await PostAsync(new JsonObject
    {
        ["requests"] = new JsonArray([.. requests.Select(request => new JsonObject { ["custom_id"] = request.Id, ["params"] = Ask(request.Prompt) })]),
    }, Path));

    private async Task<JsonElement> GetAsync(string path) => await JsonAsync(await Client.GetAsync(path, Cancellation));

    private static IEnumerable<string?> Ids(JsonElement page) => page.GetProperty("data").EnumerateArray().Select(item => item.GetProperty("id").GetString());
}
