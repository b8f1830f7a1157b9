using System.Globalization;
using System.Text.Json.Nodes;

namespace SaaSGate.TestKit.Payments;

/// <summary>Objects by id, in the order in which they were made.</summary>
internal sealed class StandInStore(TimeProvider clock)
{
    private readonly Dictionary<string, JsonObject> _objects = [];
    private readonly List<JsonObject> _ordered = [];

    // Ids of two stand-ins never meet in one database.
    private readonly string _own = Guid.NewGuid().ToString("n")[..10];
    private int _number;

    public long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    public string NextId(string prefix) => $"{prefix}_{_own}{(++_number).ToString("000000", CultureInfo.InvariantCulture)}";

    public JsonObject Add(string kind, string id, JsonObject fields)
    {
        if (_objects.ContainsKey(id))
            throw new StandInException(400, $"The id {id} already exists.");
        var made = new JsonObject { ["id"] = id, ["object"] = kind, ["created"] = Now, ["livemode"] = false };
        foreach (var (name, value) in fields.ToList())
            made[name] = value?.DeepClone();
        _ordered.Add(made);
        return _objects[id] = made;
    }

    public JsonObject Get(string kind, string? id) =>
        id is not null && _objects.TryGetValue(id, out var found) && (string)found["object"]! == kind ? found : throw new StandInException(404, $"No such {kind}: '{id}'");

    public IEnumerable<JsonObject> All(string kind) => _ordered.Where(one => (string)one["object"]! == kind);

    public void Remove(JsonObject one)
    {
        _objects.Remove((string)one["id"]!);
        _ordered.Remove(one);
    }

    /// <summary>A page, the youngest first, as Stripe lists.</summary>
    public static JsonObject Page(IEnumerable<JsonObject> objects, JsonObject query)
    {
        var limit = int.Parse((string?)query["limit"] ?? "10", CultureInfo.InvariantCulture);
        var all = objects.Reverse().ToList();
        if ((string?)query["starting_after"] is { } after)
            all = [.. all.SkipWhile(one => (string)one["id"]! != after).Skip(1)];
        return new()
        {
            ["object"] = "list",
            ["url"] = "/v1/list",
            ["has_more"] = all.Count > limit,
            ["data"] = new JsonArray([.. all.Take(limit).Select(one => one.DeepClone())]),
        };
    }
}
