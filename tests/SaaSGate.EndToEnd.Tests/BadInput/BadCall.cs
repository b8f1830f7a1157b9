using System.Net.Http.Headers;
using System.Text;

namespace SaaSGate.EndToEnd.Tests.BadInput;

/// <summary>A call that is wrong in one way, and what must be said about it. Wherever it can, it carries <see cref="Canary"/>.</summary>
/// <param name="Name">What is wrong.</param>
/// <param name="Status">HTTP status of the answer.</param>
/// <param name="Type">Claude's type of the error.</param>
/// <param name="Code">SaaSGate's code of the problem.</param>
/// <param name="Request">Makes the request, given a gateway and the key of a skill.</param>
internal sealed record BadCall(string Name, int Status, string Type, string Code, Func<Door, HttpRequestMessage> Request)
{
    /// <summary>
    /// Whether the answer comes while the body is still on its way. HTTP/1.1 lets both sides then choose: read and send the rest, or
    /// begin anew with another connection.
    /// </summary>
    public bool IsAnsweredEarly => Name.StartsWith("33 MB", StringComparison.Ordinal);

    /// <summary>Personal data that policy masks: it may stand nowhere.</summary>
    public const string Canary = "kanarienvogel.7q3x@corp.example";

    /// <summary>An innocent word: it is recorded, so whoever looks for the canary and sees this can see.</summary>
    public const string Innocent = "Wetterfahne-4k9d";

    private const int Above = 33 * 1024 * 1024;

    public static IReadOnlyList<BadCall> All { get; } =
    [
        new("invalid JSON", 400, "invalid_request_error", "body_invalid", door => Post(door, Json($$"""{"model":"claude-sonnet-4-6","messages":[{"role":"user","content":"{{Canary}} """))),
        new("a key twice", 400, "invalid_request_error", "body_invalid", door => Post(door, Json($$"""{"model":"a","model":"{{Canary}}","max_tokens":9,"messages":[]}"""))),
        new("invalid UTF-8", 400, "invalid_request_error", "body_invalid", door => Post(door, Json((byte[])[.. Message(Canary), 0xFF, 0xFE]))),
        new("an empty body", 400, "invalid_request_error", "body_invalid", door => Post(door, Json(""))),
        new("33 MB", 413, "request_too_large", "body_too_large", door => Post(door, Json(Message(Canary + new string('a', Above))))),
        new("33 MB of no announced length", 413, "request_too_large", "body_too_large", door => Chunked(Post(door, Json(Message(Canary + new string('a', Above)))))),
        new("a gzip bomb", 413, "request_too_large", "body_too_large", door => Post(door, Encoded("gzip", Compressed.Bomb(Canary)))),
        new("gzip that is none", 400, "invalid_request_error", "encoding_unsupported", door => Post(door, Encoded("gzip", Message(Canary)))),
        new("an encoding that nobody knows", 400, "invalid_request_error", "encoding_unsupported", door => Post(door, Encoded("snappy", Message(Canary)))),
        new("the wrong content type", 400, "invalid_request_error", "content_type_unsupported", door => Post(door, Typed("text/plain", Message(Canary)))),
        new("no content type", 400, "invalid_request_error", "content_type_unsupported", door => Post(door, Typed(null, Message(Canary)))),
        new("a path that nobody knows", 404, "not_found_error", "unknown_endpoint", door => Post(door, Json(Message(Canary)), $"/v1/{Canary}")),
        new("a path in disguise", 404, "not_found_error", "unknown_endpoint", door => Post(door, Json(Message(Canary)), "/v1/%6Dessages")),
        new("no key", 401, "authentication_error", "key_missing", door => Post(door with { Key = null }, Json(Message(Canary)))),
        new("a key that nobody knows", 401, "authentication_error", "key_unknown", door => Post(door with { Key = "sgk_" + Canary }, Json(Message(Canary)))),
        new("an answer that came compressed", 502, "api_error", "upstream_broken", door => Post(door, Json(Message($"[[sim: gzip]] {Canary}")))),
        new("an answer that broke off", 502, "api_error", "upstream_broken", door => Post(door, Json(Message($"[[sim: truncate after=3 text=\\\"Write to {Canary}, or do not.\\\"]] {Canary}")))),
    ];

    public override string ToString() => Name;

    /// <summary>A call that nothing is wrong with.</summary>
    public static HttpRequestMessage Good(Door door, string prompt, bool stream = false) => Post(door, Json(Message(prompt, stream)));

    private static byte[] Message(string prompt, bool stream = false) => Encoding.UTF8.GetBytes(
        $$"""{"model":"claude-sonnet-4-6","max_tokens":1024,"stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"{{prompt}}"}]}""");

    private static HttpRequestMessage Post(Door door, HttpContent content, string path = "/v1/messages")
    {
        var target = new Uri(door.Gateway.AbsoluteUri.TrimEnd('/') + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = content };
        request.Headers.Add("anthropic-version", "2023-06-01");
        if (door.Key is not null)
            request.Headers.TryAddWithoutValidation("x-api-key", door.Key);
        return request;
    }

    private static HttpRequestMessage Chunked(HttpRequestMessage request)
    {
        request.Headers.TransferEncodingChunked = true;
        return request;
    }

    private static ByteArrayContent Json(string body) => Json(Encoding.UTF8.GetBytes(body));

    private static ByteArrayContent Json(byte[] body) => Typed("application/json", body);

    private static ByteArrayContent Typed(string? type, byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);
        return content;
    }

    private static ByteArrayContent Encoded(string encoding, byte[] body)
    {
        var content = Json(body);
        content.Headers.ContentEncoding.Add(encoding);
        return content;
    }
}
