using System.Globalization;
using System.Text.Json.Nodes;

namespace SaaSGate.TestKit.Payments;

/// <summary>Invoices: made at the end of a period, open an hour later, paid or tried again, and in the end given up.</summary>
internal sealed class StandInInvoices(StandInStore store, StandInUsage usage, StandInEvents events, Func<Uri> address)
{
    /// <summary>Coupons, taxes and tax ids.</summary>
    public StandInDiscounts Discounts { get; } = new(store);

    private const long Hour = 60 * 60, Day = 24 * Hour;
    private static readonly long[] Retries = [3 * Day, 5 * Day, 7 * Day];

    /// <summary>What an invoice is for: seats of the period that begins, use of the one that ends.</summary>
    public JsonArray Lines(JsonObject subscription, (long From, long Until)? used, bool seats)
    {
        var lines = new JsonArray();
        foreach (var item in subscription["items"]!["data"]!.AsArray())
        {
            var price = item!["price"]!;
            var meter = (string?)price["recurring"]!["meter"];
            if (meter is null && !seats)
                continue;
            var quantity = meter is null ? (long)item["quantity"]! : used is not { } period ? 0
                : Math.Max(0, usage.Sum((string)store.Get("billing.meter", meter)["event_name"]!, (string)subscription["customer"]!, period.From, period.Until));
            var amount = (long)Math.Round(quantity * decimal.Parse((string)price["unit_amount_decimal"]!, CultureInfo.InvariantCulture));
            lines.Add(new JsonObject
            {
                ["id"] = store.NextId("il"),
                ["object"] = "line_item",
                ["amount"] = amount,
                ["currency"] = price["currency"]!.DeepClone(),
                ["quantity"] = quantity,
                ["description"] = $"{quantity} × {(string?)price["nickname"]}",
            });
        }

        return lines;
    }

    public JsonObject Draft(JsonObject subscription, (long From, long Until)? used, bool seats, string reason)
    {
        var id = store.NextId("in");
        var invoice = store.Add("invoice", id, new()
        {
            ["status"] = "draft",
            ["customer"] = subscription["customer"]!.DeepClone(),
            ["currency"] = "eur",
            ["billing_reason"] = reason,
            ["attempted"] = false,
            ["attempt_count"] = 0,
            ["auto_advance"] = true,
            ["parent"] = new JsonObject { ["type"] = "subscription_details", ["subscription_details"] = new JsonObject { ["subscription"] = subscription["id"]!.DeepClone() } },
            ["status_transitions"] = new JsonObject { ["finalized_at"] = null, ["paid_at"] = null },
            ["period_start"] = used?.From ?? store.Now,
            ["period_end"] = used?.Until ?? store.Now,
            ["used"] = used is { } use ? new JsonObject { ["from"] = use.From, ["until"] = use.Until } : null,
            ["seats"] = seats,
            ["automatically_finalizes_at"] = store.Now + Hour,
            ["next_payment_attempt"] = null,
        });
        Price(subscription, invoice);
        events.Happened("invoice.created", invoice);
        return invoice;
    }

    /// <summary>Takes in what was used, and asks for it.</summary>
    public void Finalize(JsonObject subscription, JsonObject invoice)
    {
        Price(subscription, invoice);
        if ((long)invoice["subtotal"]! > 0)
            Discounts.Redeemed(subscription);
        invoice["status"] = "open";
        invoice["number"] = $"SG-{(string)invoice["id"]!}";
        invoice["status_transitions"]!["finalized_at"] = store.Now;
        invoice["hosted_invoice_url"] = new Uri(address(), $"/invoice/{(string)invoice["id"]!}").AbsoluteUri;
        invoice["invoice_pdf"] = new Uri(address(), $"/invoice/{(string)invoice["id"]!}/pdf").AbsoluteUri;
        events.Happened("invoice.finalized", invoice);
    }

    /// <summary>Tries to be paid.</summary>
    /// <returns>Whether it was.</returns>
    public bool Pay(JsonObject invoice, bool cardWorks)
    {
        var attempts = (int)invoice["attempt_count"]! + 1;
        (invoice["attempted"], invoice["attempt_count"]) = (true, attempts);
        if (cardWorks || (long)invoice["total"]! == 0)
        {
            (invoice["status"], invoice["amount_paid"], invoice["amount_remaining"], invoice["next_payment_attempt"]) = ("paid", invoice["total"]!.DeepClone(), 0, null);
            invoice["status_transitions"]!["paid_at"] = store.Now;
            events.Happened("invoice.paid", invoice);
            return true;
        }

        invoice["next_payment_attempt"] = attempts <= Retries.Length ? store.Now + Retries[attempts - 1] : null;
        events.Happened("invoice.payment_failed", invoice);
        return false;
    }

    private void Price(JsonObject subscription, JsonObject invoice)
    {
        var lines = Lines(subscription, invoice["used"] is { } used ? ((long)used["from"]!, (long)used["until"]!) : null, (bool)invoice["seats"]!);
        var total = Discounts.Total(subscription, invoice, lines.Sum(line => (long)line!["amount"]!));
        invoice["lines"] = new JsonObject { ["object"] = "list", ["has_more"] = false, ["url"] = "/v1/lines", ["data"] = lines };
        (invoice["total"], invoice["amount_due"], invoice["amount_remaining"], invoice["amount_paid"]) = (total, total, total, 0);
    }
}
