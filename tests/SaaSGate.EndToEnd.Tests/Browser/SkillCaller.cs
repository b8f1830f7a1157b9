using System.Text;
using System.Text.Json.Nodes;

namespace SaaSGate.EndToEnd.Tests.Browser;

/// <summary>A skill that asks Claude at the gateway.</summary>
internal sealed class SkillCaller(HttpClient http, Uri gateway, string id, string key)
{
    public string Id => id;

    /// <summary>The exact bytes of a request with one prompt.</summary>
    public static byte[] Body(string prompt, bool stream = false, string? tool = null)
    {
        var body = new JsonObject
        {
            ["model"] = "claude-sonnet-4-5",
            ["max_tokens"] = 4096,
            ["stream"] = stream,
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = prompt }),
        };
        if (tool is not null)
            body["tools"] = new JsonArray(new JsonObject { ["name"] = tool, ["input_schema"] = new JsonObject { ["type"] = "object" } });
        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }

    /// <summary>Sends exactly these bytes and returns when the headers have come.</summary>
    public Task<HttpResponseMessage> SendAsync(byte[] body, CancellationToken cancellation, string? session = null) => SendAsync(gateway, body, session, cancellation);

    /// <summary>What Claude itself streams to the same request, unmasked: text and input of tools.</summary>
    public async Task<string> AskDirectlyAsync(Uri upstream, byte[] body, CancellationToken cancellation)
    {
        using var answer = await SendAsync(upstream, body, session: null, cancellation);
        return Deltas(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellation));
    }

    /// <summary>The text and the input of tools of a streamed answer, put together again.</summary>
    public static string Deltas(string stream) => string.Concat(
        stream.Split('\n')
            .Where(line => line.StartsWith("data: ", StringComparison.Ordinal))
            .Select(line => JsonNode.Parse(line["data: ".Length..])!["delta"])
            .Select(delta => (string?)delta?["text"] ?? (string?)delta?["partial_json"]));

    private async Task<HttpResponseMessage> SendAsync(Uri to, byte[] body, string? session, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(to, "/v1/messages")) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add("x-api-key", key);
        request.Headers.Add("anthropic-version", "2023-06-01");
        if (session is not null)
            request.Headers.Add("saasgate-session", session);
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }
}
