using System.Globalization;
using System.Text.Json.Nodes;

namespace SaaSGate.TestKit.Payments;

/// <summary>What of Stripe's API is used here. Shapes and refusals as Stripe documents them.</summary>
internal sealed class StandInRoutes(StandInStore store, StandInUsage usage, StandInInvoices invoices, StandInSubscriptions subscriptions, StandInEvents events, Func<Uri> address)
{
    /// <param name="method">GET, POST or DELETE.</param>
    /// <param name="path">Below <c>/v1/</c>.</param>
    /// <param name="body">Form fields, or the query's.</param>
    public JsonObject Answer(string method, string path, JsonObject body)
    {
        var parts = path.Split('/');
        return (method, parts) switch
        {
            ("POST", ["customers"]) => Customer(body),
            ("GET", ["customers", var id]) => Expanded(store.Get("customer", id), body),
            ("GET", ["products"]) => StandInStore.Page(store.All("product").Where(one => Among(body["ids"], one["id"])), body),
            ("POST", ["products"]) => store.Add("product", (string?)body["id"] ?? store.NextId("prod"), new() { ["active"] = true, ["name"] = Needed(body, "name"), ["description"] = (string?)body["description"], ["metadata"] = new JsonObject() }),
            ("POST", ["products", var id]) => Change(store.Get("product", id), body, "name", "description"),
            ("GET", ["products", var id, "features"]) => StandInStore.Page(store.All("product_feature").Where(one => (string)one["product"]! == id), body),
            ("POST", ["products", var id, "features"]) => ProductFeature(id, body),
            ("DELETE", ["products", _, "features", var id]) => Deleted(store.Get("product_feature", id)),
            ("GET", ["prices"]) => StandInStore.Page(store.All("price").Where(one => Among(body["lookup_keys"], one["lookup_key"]) && ((string?)body["active"] is not "true" || (bool)one["active"]!)), body),
            ("POST", ["prices"]) => Price(body),
            ("GET", ["entitlements", "features"]) => StandInStore.Page(store.All("entitlements.feature"), body),
            ("POST", ["entitlements", "features"]) => Feature(body),
            ("POST", ["entitlements", "features", var id]) => Change(store.Get("entitlements.feature", id), body, "name"),
            ("GET", ["entitlements", "active_entitlements"]) => StandInStore.Page(subscriptions.Entitlements(Needed(body, "customer")), body),
            ("GET", ["billing", "meters"]) => StandInStore.Page(store.All("billing.meter"), body),
            ("POST", ["billing", "meters"]) => Meter(body),
            ("POST", ["billing", "meters", var id]) => Change(store.Get("billing.meter", id), body, "display_name"),
            ("GET", ["billing", "meters", var id, "event_summaries"]) => usage.Summaries(id, body),
            ("POST", ["billing", "meter_events"]) => usage.Tell(body),
            ("GET", ["v2", "core", "events", var id]) => events.Get(id),
            ("POST", ["checkout", "sessions"]) => Checkout(body),
            ("GET", ["checkout", "sessions"]) => StandInStore.Page(Of("checkout.session", body).Where(one => (string?)body["status"] is not { } status || (string)one["status"]! == status), body),
            ("POST", ["checkout", "sessions", var id, "expire"]) => Expired(store.Get("checkout.session", id)),
            ("POST", ["billing_portal", "sessions"]) => Portal(body),
            ("GET", ["subscriptions"]) => StandInStore.Page(Of("subscription", body).Where(one => (string?)body["status"] is "all" || (string)one["status"]! is not "canceled"), body),
            ("DELETE", ["subscriptions", var id]) => Ended(store.Get("subscription", id), body),
            ("GET", ["invoices"]) => StandInStore.Page(Of("invoice", body).Where(one => (string?)body["status"] is not { } status || (string)one["status"]! == status).Select(one => invoices.Discounts.Shown(one, body)), body),
            ("POST", ["invoices", "create_preview"]) => invoices.Discounts.Shown(Preview(store.Get("subscription", (string?)body["subscription"])), body),
            _ => throw new StandInException(404, $"Unrecognized request URL ({method}: /v1/{path})."),
        };
    }

    private static bool Among(JsonNode? wanted, JsonNode? value) => wanted is not JsonArray list || list.Any(one => (string?)one == (string?)value);

    private static string Needed(JsonObject body, string name) =>
        (string?)body[name] is { Length: > 0 } value ? value : throw new StandInException(400, $"Missing required param: {name}.");

    private static JsonObject Change(JsonObject one, JsonObject body, params string[] names)
    {
        foreach (var (name, value) in body.ToList())
        {
            if (!names.Contains(name))
                throw new StandInException(400, $"Received unknown parameter: {name}");
            one[name] = value?.DeepClone();
        }

        return one;
    }

    private IEnumerable<JsonObject> Of(string kind, JsonObject query) => store.All(kind).Where(one => (string?)query["customer"] is not { } customer || (string)one["customer"]! == customer);

    private JsonObject Customer(JsonObject body)
    {
        var made = store.Add("customer", store.NextId("cus"), new()
        {
            ["name"] = (string?)body["name"],
            ["email"] = (string?)body["email"],
            ["metadata"] = body["metadata"]?.DeepClone() ?? new JsonObject(),
            ["invoice_settings"] = new JsonObject { ["default_payment_method"] = null },
        });
        events.Happened("customer.created", made);
        return made;
    }

    private JsonObject Expanded(JsonObject customer, JsonObject query)
    {
        var shown = (JsonObject)customer.DeepClone();
        if (query["expand"] is JsonArray expand && expand.Any(one => (string?)one == "invoice_settings.default_payment_method")
            && (string?)shown["invoice_settings"]!["default_payment_method"] is { } method)
            shown["invoice_settings"]!["default_payment_method"] = store.Get("payment_method", method).DeepClone();
        return shown;
    }

    private JsonObject Meter(JsonObject body)
    {
        var name = Needed(body, "event_name");
        return store.All("billing.meter").Any(one => (string)one["event_name"]! == name)
            ? throw new StandInException(400, $"There is already an active meter with the event_name {name}.")
            : store.Add("billing.meter", store.NextId("mtr"), new() { ["event_name"] = name, ["display_name"] = Needed(body, "display_name"), ["status"] = "active" });
    }

    private JsonObject Feature(JsonObject body)
    {
        var key = Needed(body, "lookup_key");
        return store.All("entitlements.feature").Any(one => (string)one["lookup_key"]! == key)
            ? throw new StandInException(400, $"A feature with lookup key {key} already exists.")
            : store.Add("entitlements.feature", store.NextId("feat"), new() { ["lookup_key"] = key, ["name"] = Needed(body, "name"), ["active"] = true, ["metadata"] = new JsonObject() });
    }

    private JsonObject ProductFeature(string product, JsonObject body)
    {
        var feature = store.Get("entitlements.feature", Needed(body, "entitlement_feature"));
        store.Get("product", product);
        return store.Add("product_feature", store.NextId("prodft"), new() { ["product"] = product, ["entitlement_feature"] = feature.DeepClone() });
    }

    private JsonObject Deleted(JsonObject one)
    {
        store.Remove(one);
        return new() { ["id"] = one["id"]!.DeepClone(), ["object"] = one["object"]!.DeepClone(), ["deleted"] = true };
    }

    private JsonObject Price(JsonObject body)
    {
        store.Get("product", Needed(body, "product"));
        var recurring = body["recurring"]?.AsObject() ?? throw new StandInException(400, "Only recurring prices are known here.");
        if ((string?)recurring["usage_type"] == "metered")
            store.Get("billing.meter", (string?)recurring["meter"]);
        var key = (string?)body["lookup_key"];
        foreach (var before in store.All("price").Where(one => key is not null && (string?)one["lookup_key"] == key))
        {
            if ((string?)body["transfer_lookup_key"] != "true")
                throw new StandInException(400, $"A price with lookup key {key} already exists.");
            before["lookup_key"] = null;
        }

        var amount = Needed(body, "unit_amount_decimal");
        return store.Add("price", store.NextId("price"), new()
        {
            ["active"] = true,
            ["type"] = "recurring",
            ["billing_scheme"] = "per_unit",
            ["product"] = (string)body["product"]!,
            ["currency"] = Needed(body, "currency"),
            ["nickname"] = (string?)body["nickname"],
            ["lookup_key"] = key,
            ["unit_amount"] = decimal.Parse(amount, CultureInfo.InvariantCulture) % 1 == 0 ? (long)decimal.Parse(amount, CultureInfo.InvariantCulture) : null,
            ["unit_amount_decimal"] = amount,
            ["metadata"] = new JsonObject(),
            ["recurring"] = new JsonObject
            {
                ["interval"] = (string?)recurring["interval"],
                ["interval_count"] = 1,
                ["usage_type"] = (string?)recurring["usage_type"] ?? "licensed",
                ["meter"] = (string?)recurring["meter"],
            },
        });
    }

    private JsonObject Checkout(JsonObject body)
    {
        store.Get("customer", Needed(body, "customer"));
        if (Needed(body, "mode") != "subscription")
            throw new StandInException(400, "Only subscriptions are known here.");
        foreach (var line in body["line_items"]!.AsArray())
        {
            var metered = (string?)store.Get("price", (string?)line!["price"])["recurring"]!["meter"] is not null;
            if (metered != (line["quantity"] is null))
                throw new StandInException(400, metered ? "Quantity should not be specified where usage_type is metered." : "Quantity is required.");
        }

        var id = store.NextId("cs");
        return store.Add("checkout.session", id, new()
        {
            ["mode"] = "subscription",
            ["status"] = "open",
            ["payment_status"] = "unpaid",
            ["customer"] = (string)body["customer"]!,
            ["client_reference_id"] = (string?)body["client_reference_id"],
            ["success_url"] = Needed(body, "success_url"),
            ["cancel_url"] = (string?)body["cancel_url"],
            ["subscription"] = null,
            ["asked"] = body.DeepClone(),
            ["url"] = new Uri(address(), $"/c/pay/{id}").AbsoluteUri,
        });
    }

    private static JsonObject Expired(JsonObject session)
    {
        if ((string)session["status"]! != "open")
            throw new StandInException(400, "Only Checkout Sessions with a status in [\"open\"] can be expired.");
        session["status"] = "expired";
        return session;
    }

    private JsonObject Ended(JsonObject subscription, JsonObject body)
    {
        if ((string)subscription["status"]! == "canceled")
            throw new StandInException(404, $"No such subscription: '{(string)subscription["id"]!}'");
        subscription["asked"] = body.DeepClone();
        subscriptions.Cancel(subscription, atPeriodEnd: false);
        return subscription;
    }

    private JsonObject Portal(JsonObject body)
    {
        store.Get("customer", Needed(body, "customer"));
        var id = store.NextId("bps");
        return store.Add("billing_portal.session", id, new()
        {
            ["customer"] = (string)body["customer"]!,
            ["return_url"] = (string?)body["return_url"],
            ["url"] = new Uri(address(), $"/p/session/{id}").AbsoluteUri,
        });
    }

    private JsonObject Preview(JsonObject subscription)
    {
        var period = StandInSubscriptions.PeriodOf(subscription);
        var lines = invoices.Lines(subscription, (string)subscription["status"]! == "trialing" ? null : period, seats: !(bool)subscription["cancel_at_period_end"]!);
        var preview = new JsonObject
        {
            ["object"] = "invoice",
            ["status"] = "draft",
            ["customer"] = subscription["customer"]!.DeepClone(),
            ["currency"] = "eur",
            ["created"] = period.Until,
            ["period_start"] = period.From,
            ["period_end"] = period.Until,
            ["amount_paid"] = 0,
            ["lines"] = new JsonObject { ["object"] = "list", ["has_more"] = false, ["url"] = "/v1/lines", ["data"] = lines },
        };
        var total = invoices.Discounts.Total(subscription, preview, lines.Sum(line => (long)line!["amount"]!));
        (preview["total"], preview["amount_due"], preview["amount_remaining"]) = (total, total, total);
        return preview;
    }
}
