using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace SaaSGate.TestKit.Payments;

/// <summary>Pages that people see at Stripe: checkout, the customer portal, an invoice.</summary>
internal sealed class StandInPages(StandInStore store, StandInSubscriptions subscriptions, StandInDiscounts discounts, StandInEvents events)
{
    /// <summary>A card that is taken and never pays.</summary>
    public const string BadCard = "4000000000000341";

    private const string Style = """
        <style>body{font:16px/1.5 system-ui;max-width:34rem;margin:3rem auto;padding:0 1rem;color:#1a1f36}h1{font-size:1.3rem}table{width:100%;border-collapse:collapse}
        td{padding:.4rem 0;border-bottom:1px solid #e3e8ee}td:last-child{text-align:right}label{display:block;margin:1rem 0}input{font:inherit;padding:.5rem;border:1px solid #c1c9d2;
        border-radius:6px;width:100%;box-sizing:border-box}button{font:inherit;padding:.6rem 1rem;border:0;border-radius:6px;background:#635bff;color:#fff;cursor:pointer;margin:.3rem .3rem .3rem 0}
        p.note{color:#697386}</style>
        """;

    public string Show(string path)
    {
        var id = path[(path.LastIndexOf('/') + 1)..];
        return path.StartsWith("/c/pay/", StringComparison.Ordinal) ? Checkout(store.Get("checkout.session", id))
            : path.StartsWith("/p/session/", StringComparison.Ordinal) ? Portal(store.Get("billing_portal.session", id))
            : path.StartsWith("/invoice/", StringComparison.Ordinal) ? Page("Invoice", $"<p>Invoice {Text(path.Split('/')[2])}.</p>")
            : throw new StandInException(404, "No such page.");
    }

    /// <returns>Where the browser goes on.</returns>
    public string Press(string path, JsonObject form)
    {
        var id = path[(path.LastIndexOf('/') + 1)..];
        if (path.StartsWith("/c/pay/", StringComparison.Ordinal))
            return Pay(store.Get("checkout.session", id), (string?)form["card"] ?? "", (string?)form["code"] ?? "", (string?)form["taxId"] ?? "");
        var session = store.Get("billing_portal.session", id);
        var customer = (string)session["customer"]!;
        var subscription = store.All("subscription").LastOrDefault(one => (string)one["customer"]! == customer);
        switch ((string?)form["do"])
        {
            case "card":
                SetCard(customer, (string?)form["card"] ?? "");
                break;
            case "pay":
                subscriptions.PayOpen(customer);
                break;
            case "seats":
                subscriptions.SetSeats(subscription!, long.Parse((string)form["seats"]!, CultureInfo.InvariantCulture));
                break;
            case "cancel":
                subscriptions.Cancel(subscription!, atPeriodEnd: true);
                break;
            case "end":
                subscriptions.Cancel(subscription!, atPeriodEnd: false);
                break;
        }

        return path;
    }

    /// <summary>What the button of the checkout page does.</summary>
    public string Pay(JsonObject session, string card, string code = "", string taxId = "")
    {
        if ((string)session["status"]! != "open")
            throw new StandInException(400, "This checkout is over.");
        var (customer, asked) = ((string)session["customer"]!, session["asked"]!.AsObject());
        var trial = long.Parse((string?)asked["subscription_data"]?["trial_period_days"] ?? "0", CultureInfo.InvariantCulture);
        var hasCard = card.Trim().Length > 0 || trial == 0 || (string?)asked["payment_method_collection"] != "if_required";
        if (hasCard)
            SetCard(customer, card);
        var items = new JsonArray([.. asked["line_items"]!.AsArray().Select(line =>
        {
            var item = new JsonObject
            {
                ["id"] = store.NextId("si"),
                ["object"] = "subscription_item",
                ["created"] = store.Now,
                ["price"] = store.Get("price", (string)line!["price"]!).DeepClone(),
            };
            if (line["quantity"] is { } quantity)
                item["quantity"] = long.Parse((string)quantity!, CultureInfo.InvariantCulture);
            return item;
        })]);
        var promotion = code.Trim().Length == 0 ? null : (string?)asked["allow_promotion_codes"] == "true" ? discounts.Find(code) : throw new StandInException(400, "No codes are taken here.");
        if (taxId.Trim().Length > 0 && (string?)asked["tax_id_collection"]?["enabled"] != "true")
            throw new StandInException(400, "No tax id is asked for here.");
        if (taxId.Trim().Length > 0)
            store.Add("tax_id", store.NextId("txi"), new() { ["customer"] = customer, ["type"] = "eu_vat", ["value"] = taxId.Trim() });
        var subscription = subscriptions.Begin(customer, items, trial, asked["subscription_data"]?["metadata"]?.AsObject(), hasCard, one =>
        {
            one["automatic_tax"] = new JsonObject { ["enabled"] = (string?)asked["automatic_tax"]?["enabled"] == "true" };
            if (promotion is not null)
                discounts.Give(one, promotion);
        });
        (session["status"], session["payment_status"], session["subscription"]) = ("complete", "paid", subscription["id"]!.DeepClone());
        events.Happened("checkout.session.completed", session);
        return (string)session["success_url"]!;
    }

    public void SetCard(string customer, string card)
    {
        var number = card.Replace(" ", "", StringComparison.Ordinal);
        if (number.Length < 12)
            throw new StandInException(402, "Your card number is incomplete.");
        var method = store.Add("payment_method", store.NextId("pm"), new()
        {
            ["type"] = "card",
            ["customer"] = customer,
            ["card"] = new JsonObject { ["brand"] = "visa", ["last4"] = number[^4..], ["exp_month"] = 12, ["exp_year"] = 2034 },
        });
        var owner = store.Get("customer", customer);
        owner["invoice_settings"]!["default_payment_method"] = method["id"]!.DeepClone();
        if (number == BadCard)
            subscriptions.Declining.Add(customer);
        else
            subscriptions.Declining.Remove(customer);
        events.Happened("customer.updated", owner);
    }

    private string Checkout(JsonObject session)
    {
        var lines = new StringBuilder();
        foreach (var line in session["asked"]!["line_items"]!.AsArray())
        {
            var price = store.Get("price", (string)line!["price"]!);
            var quantity = line["quantity"] is { } seats ? $"{(string)seats!} × " : "each ";
            lines.Append(CultureInfo.InvariantCulture, $"<tr><td>{quantity}{Text((string?)price["nickname"])}</td><td>{Text((string)price["unit_amount_decimal"]!)} cents</td></tr>");
        }

        var trial = (string?)session["asked"]!["subscription_data"]?["trial_period_days"] is { } days ? $"<p class=note>{Text(days)} days free, then every month.</p>" : "";
        var code = (string?)session["asked"]!["allow_promotion_codes"] == "true" ? "<label>Promotion code<input name=code></label>" : "";
        var taxId = (string?)session["asked"]!["tax_id_collection"]?["enabled"] == "true" ? "<label>Tax ID<input name=taxId></label>" : "";
        return Page("Subscribe", $"""
            <table>{lines}</table>{trial}
            <form method=post><label>Card number<input name=card value="4242 4242 4242 4242"></label>{code}{taxId}<button>Subscribe</button></form>
            """);
    }

    private string Portal(JsonObject session)
    {
        var customer = (string)session["customer"]!;
        var subscription = store.All("subscription").LastOrDefault(one => (string)one["customer"]! == customer);
        return Page("Manage payment", $"""
            <p>Subscription: {Text((string?)subscription?["status"] ?? "none")}</p>
            <form method=post><label>Seats<input name=seats value=5></label><button name=do value=seats>Change seats</button></form>
            <form method=post><label>Card number<input name=card value="4242 4242 4242 4242"></label><button name=do value=card>Save card</button></form>
            <form method=post><button name=do value=pay>Pay what is open</button><button name=do value=cancel>Cancel at the end</button><button name=do value=end>Cancel now</button></form>
            <p><a href="{Text((string?)session["return_url"])}">Back</a></p>
            """);
    }

    private static string Page(string title, string body) =>
        $"<!doctype html><html lang=en><meta charset=utf-8><title>{title}</title>{Style}<h1>{title}</h1><p class=note>A stand-in for Stripe. No money moves.</p>{body}</html>";

    private static string Text(string? text) => WebUtility.HtmlEncode(text ?? "");
}
