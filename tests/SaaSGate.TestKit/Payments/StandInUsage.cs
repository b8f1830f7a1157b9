using System.Globalization;
using System.Text.Json.Nodes;

namespace SaaSGate.TestKit.Payments;

/// <summary>Meters and what was told to them. An identifier is known for 24 hours, as at Stripe; after that the same event counts again.</summary>
internal sealed class StandInUsage(StandInStore store, StandInEvents events)
{
    private const long Day = 24 * 60 * 60, Hour = 60 * 60, Oldest = 35 * Day, MostAhead = 5 * 60;
    private readonly List<Told> _told = [];
    private readonly Dictionary<string, long> _identifiers = [];

    /// <summary>How many events were taken.</summary>
    public int Count => _told.Count;

    public JsonObject Tell(JsonObject body)
    {
        var (name, identifier) = ((string)body["event_name"]!, (string?)body["identifier"] ?? Guid.NewGuid().ToString());
        var at = long.Parse((string?)body["timestamp"] ?? store.Now.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        if (at < store.Now - Oldest || at > store.Now + MostAhead)
            throw new StandInException(400, "The timestamp must be within the past 35 calendar days or up to 5 minutes in the future.");
        if (_identifiers.TryGetValue(identifier, out var known) && store.Now - known < Day)
            throw new StandInException(400, $"An event already exists with identifier {identifier}.");
        if (!long.TryParse((string?)body["payload"]?["value"], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
            throw new StandInException(400, "The value must be a whole number.");
        _identifiers[identifier] = store.Now;
        var meter = store.All("billing.meter").FirstOrDefault(meter => (string)meter["event_name"]! == name);
        var customer = (string?)body["payload"]?["stripe_customer_id"];

        // It is taken first, and placed afterwards.
        if (meter is null)
            Refuse("v1.billing.meter.no_meter_found", null, "no_meter", $"No active meter has the event name {name}.", identifier);
        else if (store.All("customer").All(one => (string?)one["id"] != customer))
            Refuse("v1.billing.meter.error_report_triggered", (string)meter["id"]!, "meter_event_customer_not_found", $"There is no customer {customer}.", identifier);
        else
            _told.Add(new(name, customer!, at, value));
        return new()
        {
            ["object"] = "billing.meter_event",
            ["event_name"] = name,
            ["identifier"] = identifier,
            ["timestamp"] = at,
            ["created"] = store.Now,
            ["livemode"] = false,
            ["payload"] = body["payload"]!.DeepClone(),
        };
    }

    public void Refuse(string type, string? meter, string code, string message, string identifier) => events.Noticed(
        type, meter is null ? null : new() { ["id"] = meter, ["type"] = "billing.meter", ["url"] = $"/v1/billing/meters/{meter}" },
        new()
        {
            ["developer_message_summary"] = message,
            ["validation_start"] = "2026-01-01T00:00:00Z",
            ["validation_end"] = "2026-01-01T00:10:00Z",
            ["reason"] = new JsonObject
            {
                ["error_count"] = 1,
                ["error_types"] = new JsonArray(new JsonObject
                {
                    ["code"] = code,
                    ["error_count"] = 1,
                    ["sample_errors"] = new JsonArray(new JsonObject { ["error_message"] = message, ["request"] = new JsonObject { ["identifier"] = identifier } }),
                }),
            },
        });

    public long Sum(string eventName, string customer, long from, long until) =>
        _told.Where(one => one.EventName == eventName && one.Customer == customer && one.At >= from && one.At < until).Sum(one => one.Value);

    public JsonObject Summaries(string meterId, JsonObject query)
    {
        var meter = store.Get("billing.meter", meterId);
        var (from, until) = (long.Parse((string)query["start_time"]!, CultureInfo.InvariantCulture), long.Parse((string)query["end_time"]!, CultureInfo.InvariantCulture));
        if (from % Hour != 0 || until % Hour != 0)
            throw new StandInException(400, "Start and end must be aligned with the hour.");
        var hours = _told.Where(one => one.EventName == (string)meter["event_name"]! && one.Customer == (string?)query["customer"] && one.At >= from && one.At < until)
            .GroupBy(one => one.At / Hour * Hour).OrderBy(hour => hour.Key).Select(hour => new JsonObject
            {
                ["id"] = $"mtrusg_{hour.Key}",
                ["object"] = "billing.meter_event_summary",
                ["aggregated_value"] = hour.Sum(one => one.Value),
                ["start_time"] = hour.Key,
                ["end_time"] = hour.Key + Hour,
                ["meter"] = meterId,
                ["livemode"] = false,
            });
        return StandInStore.Page(hours, query);
    }

    private sealed record Told(string EventName, string Customer, long At, long Value);
}
