using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace SaaSGate.TestKit.Payments;

/// <summary>Events and their deliveries: signed, in any order, again until they are taken, for three days.</summary>
internal sealed class StandInEvents(StandInStore store, TimeProvider clock, string apiVersion)
{
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1), TimeSpan.FromHours(6), TimeSpan.FromHours(12), TimeSpan.FromHours(24), TimeSpan.FromHours(24)];
    private readonly List<Delivery> _deliveries = [];
    private readonly Dictionary<string, JsonObject> _noticed = [];

    /// <summary>When an event is delivered, each time that it is: at once and once, unless a test says otherwise.</summary>
    public Func<IReadOnlyList<TimeSpan>> Delays { get; set; } = () => [TimeSpan.Zero];

    public int Waiting => _deliveries.Count;

    public void Happened(string type, JsonObject thing)
    {
        var happened = store.Add("event", store.NextId("evt"), new()
        {
            ["type"] = type,
            ["api_version"] = apiVersion,
            ["pending_webhooks"] = 1,
            ["request"] = new JsonObject { ["id"] = null, ["idempotency_key"] = null },
            ["data"] = new JsonObject { ["object"] = thing.DeepClone() },
        });
        foreach (var delay in Delays())
            _deliveries.Add(new(happened.ToJsonString(), clock.GetUtcNow() + delay, 0));
    }

    /// <summary>An event of the second API: what is sent says only that it happened, and it is fetched by who wants to know more.</summary>
    public void Noticed(string type, JsonObject? related, JsonObject data)
    {
        var sent = new JsonObject
        {
            ["id"] = store.NextId("evt"),
            ["object"] = "v2.core.event",
            ["type"] = type,
            ["livemode"] = false,
            ["created"] = clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture),
            ["context"] = null,
            ["related_object"] = related,
        };
        var whole = (JsonObject)sent.DeepClone();
        whole["data"] = data;
        _noticed.Add((string)sent["id"]!, whole);
        foreach (var delay in Delays())
            _deliveries.Add(new(sent.ToJsonString(), clock.GetUtcNow() + delay, 0));
    }

    public JsonObject Get(string id) => _noticed.TryGetValue(id, out var whole) ? (JsonObject)whole.DeepClone() : throw new StandInException(404, $"No such event: {id}.");

    /// <summary>What is due now, taken out: whoever takes it says whether it was delivered.</summary>
    public List<Delivery> TakeDue()
    {
        var due = _deliveries.Where(one => one.At <= clock.GetUtcNow()).OrderBy(one => one.At).ToList();
        _deliveries.RemoveAll(due.Contains);
        return due;
    }

    public void Refused(Delivery delivery)
    {
        if (delivery.Attempts < Pauses.Length)
            _deliveries.Add(new(delivery.Body, clock.GetUtcNow() + Pauses[delivery.Attempts], delivery.Attempts + 1));
    }

    public static string Sign(string body, string secret, long at) =>
        $"t={at},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{at}.{body}")))}";

    internal sealed record Delivery(string Body, DateTimeOffset At, int Attempts);
}
