using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SaaSGate.Demo;

/// <summary>A skill as its author would write it: it calls Claude's API at the gateway, and keeps the turns of its conversation.</summary>
internal sealed class SkillClient(HttpClient http, Uri gateway, DemoSkill skill, string system)
{
    private readonly JsonArray _turns = [];

    /// <summary>Says something and reads the whole answer; null when the call was refused or failed.</summary>
    public async Task<string?> SayAsync(string text, bool stream, JsonArray? tools, CancellationToken cancellation)
    {
        _turns.Add(Turn("user", text));
        var body = new JsonObject
        {
            ["model"] = "claude-sonnet-4-5",
            ["max_tokens"] = 2048,
            ["system"] = system,
            ["stream"] = stream,
            ["messages"] = _turns.DeepClone(),
        };
        if (tools is not null)
            body["tools"] = tools.DeepClone();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway, "/v1/messages")) { Content = JsonContent.Create(body) };
        request.Headers.Add("x-api-key", skill.Key);
        request.Headers.Add("anthropic-version", "2023-06-01");
        request.Headers.UserAgent.ParseAdd($"{skill.Name}/1.4");
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (!response.IsSuccessStatusCode)
                return null;
            var answer = stream
                ? await ReadStreamAsync(response.Content, cancellation)
                : TextOf(await response.Content.ReadFromJsonAsync<JsonObject>(cancellation));
            if (answer is { Length: > 0 })
                _turns.Add(Turn("assistant", answer));
            return answer;
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException or JsonException)
        {
            // The demo goes on: the gateway may be restarting, the skill may have been cut.
            return null;
        }
    }

    private static JsonObject Turn(string role, string text) => new() { ["role"] = role, ["content"] = text };

    private static string TextOf(JsonObject? message) => string.Concat(
        (message?["content"] as JsonArray ?? []).Where(block => (string?)block?["type"] == "text").Select(block => (string?)block!["text"]));

    private static async Task<string> ReadStreamAsync(HttpContent content, CancellationToken cancellation)
    {
        var text = new StringBuilder();
        using var reader = new StreamReader(await content.ReadAsStreamAsync(cancellation));
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal) && JsonNode.Parse(line[6..]) is JsonObject data && data["delta"] is JsonObject delta)
                text.Append((string?)delta["text"]);
        }
        return text.ToString();
    }
}
