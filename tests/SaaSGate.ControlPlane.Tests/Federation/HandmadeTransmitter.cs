using System.Text.Json.Nodes;
using SaaSGate.TestKit;

namespace SaaSGate.ControlPlane.Tests.Federation;

/// <summary>A transmitter of security events (Shared Signals Framework 1.0) that keeps one stream, and what waits in it until it is acknowledged (RFC 8936).</summary>
internal sealed class HandmadeTransmitter(string issuer)
{
    public const string Token = "transmitter-token", StreamId = "stream-1", Audience = "https://saasgate.example/made";

    private const string Push = "urn:ietf:rfc:8935", Poll = "urn:ietf:rfc:8936";
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, string?> _waiting = new(StringComparer.Ordinal);

    /// <summary>Its document of discovery.</summary>
    public JsonObject Configuration { get; } = new()
    {
        ["issuer"] = issuer,
        ["jwks_uri"] = issuer + "/keys",
        ["configuration_endpoint"] = issuer + "/ssf/streams",
        ["verification_endpoint"] = issuer + "/ssf/verify",
        ["delivery_methods_supported"] = new JsonArray(Push, Poll),
    };

    /// <summary>Changes what it answers when a stream was made.</summary>
    public Action<JsonObject> Made { get; set; } = _ => { };

    /// <summary>What it does before it answers.</summary>
    public Action Before { get; init; } = () => { };

    /// <summary>What it was asked to set up, with the method.</summary>
    public List<(string Method, JsonObject Asked)> SetUps { get; } = [];

    /// <summary>What it was asked to verify.</summary>
    public List<JsonObject> Verifications { get; } = [];

    /// <summary>Why events were refused, by their ids.</summary>
    public Dictionary<string, string> Refused { get; } = [];

    /// <summary>How often it was asked for events.</summary>
    public int Polls { get; private set; }

    /// <summary>How many wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    public void Send(string id, string? token)
    {
        lock (_gate)
            _waiting[id] = token;
    }

    public (int Status, string Body)? Answer(ReceivedPost post)
    {
        if (post.Path == "/.well-known/ssf-configuration")
            return (200, Configuration.ToJsonString());
        if (!post.Path.StartsWith("/ssf/", StringComparison.Ordinal))
            return null;
        if (post.Headers.GetValueOrDefault("Authorization") != $"Bearer {Token}")
            return (401, """{"error":"invalid_token"}""");
        Before();
        lock (_gate)
            return post.Path switch
            {
                "/ssf/streams" when post.Method == "DELETE" => Remove(),
                "/ssf/streams" => SetUp(post.Method, post.Json.AsObject()),
                "/ssf/verify" => Verify(post.Json.AsObject()),
                "/ssf/poll" => Give(post.Json.AsObject()),
                _ => (404, ""),
            };
    }

    private (int Status, string Body) SetUp(string method, JsonObject asked)
    {
        SetUps.Add((method, asked));
        var delivery = asked["delivery"]!.DeepClone().AsObject();
        if ((string?)delivery["method"] == Poll)
            delivery["endpoint_url"] = issuer + "/ssf/poll";
        var made = new JsonObject
        {
            ["stream_id"] = StreamId,
            ["iss"] = issuer,
            ["aud"] = new JsonArray(Audience),
            ["delivery"] = delivery,
            ["events_delivered"] = asked["events_requested"]!.DeepClone(),
        };
        Made(made);
        return (method == "POST" ? 201 : 200, made.ToJsonString());
    }

    private (int Status, string Body) Remove()
    {
        SetUps.Add(("DELETE", []));
        return (204, "");
    }

    private (int Status, string Body) Verify(JsonObject asked)
    {
        Verifications.Add(asked);
        return (204, "");
    }

    private (int Status, string Body) Give(JsonObject asked)
    {
        Polls++;
        foreach (var id in asked["ack"]?.AsArray() ?? [])
            _waiting.Remove((string)id!);
        foreach (var (id, error) in asked["setErrs"]?.AsObject() ?? [])
        {
            Refused[id] = (string)error!["err"]!;
            _waiting.Remove(id);
        }

        var given = _waiting.Take((int)asked["maxEvents"]!).ToList();
        return (200, new JsonObject { ["sets"] = new JsonObject(given.Select(one => KeyValuePair.Create<string, JsonNode?>(one.Key, one.Value))), ["moreAvailable"] = given.Count < _waiting.Count }.ToJsonString());
    }
}
