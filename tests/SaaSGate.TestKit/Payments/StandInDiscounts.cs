using System.Text.Json.Nodes;

namespace SaaSGate.TestKit.Payments;

/// <summary>What invoices take off and add: coupons by promotion codes, taxes, and tax ids of who pays.</summary>
internal sealed class StandInDiscounts(StandInStore store)
{
    private const int TaxPercent = 19;

    /// <summary>Makes a coupon and a code for it: so much per cent off, or so many cents, once or forever.</summary>
    public void Add(string code, string name, int? percentOff, long? amountOff, string duration)
    {
        var coupon = store.Add("coupon", store.NextId("co"), new()
        {
            ["name"] = name,
            ["percent_off"] = percentOff,
            ["amount_off"] = amountOff,
            ["currency"] = amountOff is null ? null : "eur",
            ["duration"] = duration,
            ["valid"] = true,
        });
        store.Add("promotion_code", store.NextId("promo"), new() { ["code"] = code, ["active"] = true, ["promotion"] = new JsonObject { ["type"] = "coupon", ["coupon"] = coupon["id"]!.DeepClone() } });
    }

    /// <summary>The coupon of a code that somebody typed.</summary>
    public JsonObject Find(string code) => store.All("promotion_code").FirstOrDefault(one => string.Equals((string)one["code"]!, code.Trim(), StringComparison.OrdinalIgnoreCase))
        ?? throw new StandInException(400, "This code is invalid.");

    /// <summary>Lets a subscription have it.</summary>
    public void Give(JsonObject subscription, JsonObject promotion) => subscription["discounts"] = new JsonArray((JsonNode?)(string)store.Add("discount", store.NextId("di"), new()
    {
        ["source"] = new JsonObject { ["type"] = "coupon", ["coupon"] = promotion["promotion"]!["coupon"]!.DeepClone() },
        ["promotion_code"] = promotion["id"]!.DeepClone(),
        ["customer"] = subscription["customer"]!.DeepClone(),
        ["subscription"] = subscription["id"]!.DeepClone(),
        ["start"] = store.Now,
        ["end"] = null,
    })["id"]!);

    /// <summary>What is to be paid of a sum; the invoice says what was taken off and added.</summary>
    public long Total(JsonObject subscription, JsonObject invoice, long subtotal)
    {
        var (ids, amounts, off) = (subscription["discounts"] as JsonArray ?? [], new JsonArray(), 0L);
        foreach (var id in ids)
        {
            var coupon = CouponOf((string)id!);
            var amount = Math.Min(subtotal - off, (long?)coupon["amount_off"] ?? (long)Math.Round(subtotal * (decimal)(int)coupon["percent_off"]! / 100, MidpointRounding.AwayFromZero));
            amounts.Add(new JsonObject { ["amount"] = amount, ["discount"] = (string)id! });
            off += amount;
        }

        var taxed = (bool?)subscription["automatic_tax"]?["enabled"] == true;
        var tax = taxed ? (long)Math.Round((subtotal - off) * TaxPercent / 100m, MidpointRounding.AwayFromZero) : 0;
        (invoice["subtotal"], invoice["discounts"], invoice["total_discount_amounts"]) = (subtotal, ids.DeepClone(), amounts);
        invoice["total_taxes"] = taxed ? new JsonArray(new JsonObject { ["amount"] = tax, ["tax_behavior"] = "exclusive", ["taxable_amount"] = subtotal - off, ["type"] = "tax_rate_details" }) : new JsonArray();
        invoice["customer_tax_ids"] = new JsonArray([.. store.All("tax_id").Where(one => (string)one["customer"]! == (string)invoice["customer"]!)
            .Select(one => new JsonObject { ["type"] = one["type"]!.DeepClone(), ["value"] = one["value"]!.DeepClone() })]);
        return subtotal - off + tax;
    }

    /// <summary>A coupon that counts once has counted.</summary>
    public void Redeemed(JsonObject subscription)
    {
        if (subscription["discounts"] is JsonArray ids)
            subscription["discounts"] = new JsonArray([.. ids.Where(id => (string)CouponOf((string)id!)["duration"]! == "forever").Select(id => id!.DeepClone())]);
    }

    /// <summary>An invoice as it is shown to who asks for its coupons too.</summary>
    public JsonObject Shown(JsonObject invoice, JsonObject query)
    {
        var shown = (JsonObject)invoice.DeepClone();
        if (query["expand"] is JsonArray expand && expand.Any(one => ((string)one!).EndsWith("discounts.source.coupon", StringComparison.Ordinal)))
            shown["discounts"] = new JsonArray([.. (shown["discounts"] as JsonArray ?? []).Select(id =>
            {
                var discount = store.Get("discount", (string)id!).DeepClone();
                discount["source"]!["coupon"] = CouponOf((string)id!).DeepClone();
                return discount;
            })]);
        return shown;
    }

    private JsonObject CouponOf(string discount) => store.Get("coupon", (string)store.Get("discount", discount)["source"]!["coupon"]!);
}
