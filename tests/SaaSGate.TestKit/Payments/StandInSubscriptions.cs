using System.Text.Json.Nodes;

namespace SaaSGate.TestKit.Payments;

/// <summary>Lives of subscriptions, as time goes by.</summary>
internal sealed class StandInSubscriptions(StandInStore store, StandInInvoices invoices, StandInEvents events)
{
    private const long Hour = 60 * 60, FirstPayment = 23 * Hour;
    private readonly Dictionary<string, string> _entitled = [];

    /// <summary>Customers whose card is refused.</summary>
    public HashSet<string> Declining { get; } = [];

    /// <summary>unpaid or canceled: what becomes of a subscription whose payment failed for the last time.</summary>
    public string AfterLastFailure { get; set; } = "unpaid";

    public JsonObject Begin(string customer, JsonArray items, long trialDays, JsonObject? metadata, bool hasCard, Action<JsonObject> agreed)
    {
        var (id, now) = (store.NextId("sub"), store.Now);
        var ends = trialDays > 0 ? now + (trialDays * 24 * Hour) : MonthAfter(now);
        var subscription = store.Add("subscription", id, new()
        {
            ["customer"] = customer,
            ["status"] = trialDays > 0 ? "trialing" : "incomplete",
            ["start_date"] = now,
            ["currency"] = "eur",
            ["cancel_at_period_end"] = false,
            ["cancel_at"] = null,
            ["canceled_at"] = null,
            ["ended_at"] = null,
            ["trial_start"] = trialDays > 0 ? now : null,
            ["trial_end"] = trialDays > 0 ? ends : null,
            ["metadata"] = metadata?.DeepClone() ?? new JsonObject(),
            ["items"] = new JsonObject { ["object"] = "list", ["has_more"] = false, ["url"] = "/v1/subscription_items", ["data"] = items },
        });
        SetPeriod(subscription, now, ends);
        agreed(subscription);
        var first = invoices.Draft(subscription, null, seats: trialDays == 0, "subscription_create");
        invoices.Finalize(subscription, first);
        var paid = invoices.Pay(first, hasCard && !Declining.Contains(customer));
        if (trialDays == 0 && paid)
            subscription["status"] = "active";
        events.Happened("customer.subscription.created", subscription);
        Entitle(customer);
        return subscription;
    }

    /// <summary>The earliest time at which something happens by itself; null when nothing will.</summary>
    public long? Next() => Turns().Select(turn => (long?)turn.At).Min();

    /// <summary>Does the next thing whose time has come.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Turn()
    {
        var due = Turns().Where(turn => turn.At <= store.Now).OrderBy(turn => turn.At).FirstOrDefault();
        due.Do?.Invoke();
        return due.Do is not null;
    }

    /// <summary>A customer pays by hand what is open.</summary>
    public void PayOpen(string customer)
    {
        foreach (var invoice in store.All("invoice").Where(one => (string)one["customer"]! == customer && (string)one["status"]! == "open").ToList())
            TryPay(Of(invoice), invoice);
    }

    public void SetSeats(JsonObject subscription, long seats)
    {
        subscription["items"]!["data"]!.AsArray().First(item => item!["price"]!["recurring"]!["meter"] is null)!["quantity"] = seats;
        events.Happened("customer.subscription.updated", subscription);
    }

    public void Cancel(JsonObject subscription, bool atPeriodEnd)
    {
        subscription["canceled_at"] = store.Now;
        if (!atPeriodEnd)
        {
            End(subscription);
            return;
        }

        (subscription["cancel_at_period_end"], subscription["cancel_at"]) = (true, PeriodOf(subscription).Until);
        events.Happened("customer.subscription.updated", subscription);
    }

    public void Resume(JsonObject subscription)
    {
        SetPeriod(subscription, store.Now, MonthAfter(store.Now));
        SetStatus(subscription, "active");
        var invoice = invoices.Draft(subscription, null, seats: true, "subscription_update");
        invoices.Finalize(subscription, invoice);
        TryPay(subscription, invoice);
    }

    public IEnumerable<JsonObject> Entitlements(string customer)
    {
        var products = store.All("subscription").Where(one => (string)one["customer"]! == customer && ((string)one["status"]! is "active" or "trialing" or "past_due"))
            .SelectMany(one => one["items"]!["data"]!.AsArray()).Select(item => (string)item!["price"]!["product"]!).Distinct();
        return products.SelectMany(product => store.All("product_feature").Where(one => (string)one["product"]! == product)).Select(one => one["entitlement_feature"]!)
            .DistinctBy(feature => (string)feature["id"]!).Select(feature => new JsonObject
            {
                ["id"] = $"ent_{(string)feature["id"]!}",
                ["object"] = "entitlements.active_entitlement",
                ["feature"] = feature["id"]!.DeepClone(),
                ["lookup_key"] = feature["lookup_key"]!.DeepClone(),
                ["livemode"] = false,
            });
    }

    public void Entitle(string customer)
    {
        var now = string.Join(',', Entitlements(customer).Select(one => (string)one["lookup_key"]!));
        if (_entitled.GetValueOrDefault(customer, "") == now)
            return;
        _entitled[customer] = now;
        events.Happened("entitlements.active_entitlement_summary.updated", new() { ["object"] = "entitlements.active_entitlement_summary", ["customer"] = customer });
    }

    public static (long From, long Until) PeriodOf(JsonObject subscription)
    {
        var item = subscription["items"]!["data"]![0]!;
        return ((long)item["current_period_start"]!, (long)item["current_period_end"]!);
    }

    private static long MonthAfter(long time) => DateTimeOffset.FromUnixTimeSeconds(time).AddMonths(1).ToUnixTimeSeconds();

    private static void SetPeriod(JsonObject subscription, long from, long until)
    {
        foreach (var item in subscription["items"]!["data"]!.AsArray())
            (item!["current_period_start"], item["current_period_end"]) = (from, until);
    }

    private JsonObject Of(JsonObject invoice) => store.Get("subscription", (string)invoice["parent"]!["subscription_details"]!["subscription"]!);

    private IEnumerable<(long At, Action Do)> Turns()
    {
        foreach (var one in store.All("subscription").ToList())
        {
            var period = PeriodOf(one);
            switch ((string)one["status"]!)
            {
                case "incomplete":
                    yield return ((long)one["created"]! + FirstPayment, () => SetStatus(one, "incomplete_expired"));
                    break;
                case "trialing":
                    yield return (period.Until, () => EndTrial(one));
                    break;
                case "active" or "past_due" or "unpaid":
                    yield return (period.Until, () => EndPeriod(one));
                    break;
            }
        }

        foreach (var invoice in store.All("invoice").ToList())
        {
            var of = Of(invoice);
            if ((string)invoice["status"]! == "draft" && (bool)invoice["auto_advance"]!)
                yield return ((long)invoice["automatically_finalizes_at"]!, () => Ask(of, invoice));
            else if ((string)invoice["status"]! == "open" && (long?)invoice["next_payment_attempt"] is { } again)
                yield return (again, () => TryPay(of, invoice));
        }
    }

    private void Ask(JsonObject of, JsonObject invoice)
    {
        invoices.Finalize(of, invoice);
        TryPay(of, invoice);
    }

    private void EndTrial(JsonObject one)
    {
        var ended = PeriodOf(one).Until;
        if (store.Get("customer", (string)one["customer"]!)["invoice_settings"]?["default_payment_method"] is null)
        {
            SetStatus(one, "paused");
            return;
        }

        SetPeriod(one, ended, MonthAfter(ended));
        SetStatus(one, "active");
        invoices.Draft(one, null, seats: true, "subscription_cycle");
    }

    private void EndPeriod(JsonObject one)
    {
        var period = PeriodOf(one);
        if ((bool)one["cancel_at_period_end"]!)
        {
            End(one);
            return;
        }

        SetPeriod(one, period.Until, MonthAfter(period.Until));
        var invoice = invoices.Draft(one, period, seats: true, "subscription_cycle");

        // Who has given up being paid goes on making invoices, and does not ask for them.
        if ((string)one["status"]! == "unpaid")
            invoice["auto_advance"] = false;
        events.Happened("customer.subscription.updated", one);
    }

    private void End(JsonObject one)
    {
        var (period, tried) = (PeriodOf(one), (string)one["status"]! == "trialing");
        one["ended_at"] = store.Now;
        SetStatus(one, "canceled", "customer.subscription.deleted");
        if (!tried)
            invoices.Draft(one, (period.From, Math.Min(period.Until, store.Now)), seats: false, "subscription_cycle");
    }

    private void TryPay(JsonObject one, JsonObject invoice)
    {
        var customer = (string)one["customer"]!;
        var hasCard = store.Get("customer", customer)["invoice_settings"]?["default_payment_method"] is not null;
        var paid = invoices.Pay(invoice, hasCard && !Declining.Contains(customer));
        var (status, owes) = ((string)one["status"]!, store.All("invoice").Any(other => Of(other) == one && (string)other["status"]! == "open"));
        if (paid && !owes && (status is "past_due" or "unpaid" or "incomplete"))
            SetStatus(one, "active");
        else if (!paid && status == "active")
            SetStatus(one, "past_due");
        else if (!paid && status == "past_due" && (long?)invoice["next_payment_attempt"] is null)
        {
            if (AfterLastFailure == "canceled")
                End(one);
            else
                SetStatus(one, AfterLastFailure);
        }
    }

    private void SetStatus(JsonObject one, string status, string happened = "customer.subscription.updated")
    {
        one["status"] = status;
        events.Happened(happened, one);
        Entitle((string)one["customer"]!);
    }
}
