using System.Globalization;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Billing;
using SaaSGate.Contracts.Ids;
using Stripe;
using Stripe.Events;

namespace SaaSGate.ControlPlane.Billing;

/// <summary>All that is asked of Stripe. Every call may fail with a <see cref="StripeException"/> or an <see cref="HttpRequestException"/>.</summary>
internal sealed class StripeApi : IDisposable
{
    /// <summary>The metadata that says whose a customer or a subscription is.</summary>
    public const string OrganisationKey = "saasgate_organisation";

    private const int MostListed = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly SocketsHttpHandler _handler = new() { PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
    private readonly HttpClient _http;
    private readonly TimeProvider _clock;

    public StripeApi(IOptions<BillingOptions> options, TimeProvider clock)
    {
        _clock = clock;
        _http = new(_handler, disposeHandler: false) { Timeout = Patience };
        Client = new(new StripeClientOptions
        {
            ApiKey = options.Value.IsOn ? options.Value.SecretKey : null,
            ApiBase = options.Value.ApiBase?.AbsoluteUri.TrimEnd('/'),
            HttpClient = new SystemNetHttpClient(_http, options.Value.Retries, enableTelemetry: false),
        });
    }

    /// <summary>The version of Stripe's API that its objects and webhooks have.</summary>
    public static string Version => StripeConfiguration.ApiVersion;

    /// <summary>For what is asked seldom.</summary>
    public StripeClient Client { get; }

    public void Dispose()
    {
        _http.Dispose();
        _handler.Dispose();
    }

    /// <summary>Makes a customer; asked again within the hour it gives the same one.</summary>
    public async Task<string> CreateCustomerAsync(Id<Organisation> organisation, string name, CancellationToken cancellationToken)
    {
        var key = $"customer-{organisation}-{_clock.GetUtcNow().UtcDateTime.ToString("yyyyMMddHH", CultureInfo.InvariantCulture)}";
        var made = await Client.V1.Customers.CreateAsync(
            new() { Name = name, Metadata = new() { [OrganisationKey] = organisation.Value } }, new() { IdempotencyKey = key }, cancellationToken);
        return made.Id;
    }

    /// <summary>Reads all that decides what a customer may have.</summary>
    public async Task<StripeFacts> ReadAsync(string customerId, CancellationToken cancellationToken)
    {
        var customer = await Client.V1.Customers.GetAsync(customerId, new() { Expand = ["invoice_settings.default_payment_method"] }, null, cancellationToken);
        var subscriptions = await Client.V1.Subscriptions.ListAsync(new() { Customer = customerId, Status = "all", Limit = MostListed }, null, cancellationToken);
        var second = subscriptions.Data.Where(one => SubscriptionMeaning.Of(one.Status).KeepsPlan && one.Metadata?.ContainsKey(OrganisationKey) == true)
            .OrderByDescending(one => SubscriptionMeaning.Of(one.Status).Rank).ThenBy(one => one.Created).ThenBy(one => one.Id, StringComparer.Ordinal).Skip(1).Select(one => one.Id).ToList();
        var counts = subscriptions.Data.Where(one => !second.Contains(one.Id)).OrderByDescending(one => SubscriptionMeaning.Of(one.Status).Rank).ThenByDescending(one => one.Created).FirstOrDefault();
        var features = new List<string>();
        await foreach (var entitlement in Client.V1.Entitlements.ActiveEntitlements.ListAutoPagingAsync(new() { Customer = customerId, Limit = MostListed }, null, cancellationToken))
            features.Add(entitlement.LookupKey);
        DateTimeOffset? late = null;
        await foreach (var invoice in Client.V1.Invoices.ListAutoPagingAsync(new() { Customer = customerId, Status = "open", Limit = MostListed }, null, cancellationToken))
        {
            var made = Utc(invoice.StatusTransitions?.FinalizedAt ?? invoice.Created);
            if (invoice is { Attempted: true, AmountRemaining: > 0 } && invoice.Parent?.SubscriptionDetails is not null && (late is null || made < late))
                late = made;
        }

        return new(
            counts is null ? null : Facts(counts), subscriptions.Data.Any(one => one.Status is not ("incomplete" or "incomplete_expired")), [.. features.Order(StringComparer.Ordinal)], late,
            Words(customer.InvoiceSettings?.DefaultPaymentMethod ?? counts?.DefaultPaymentMethod))
        {
            Second = second,
        };
    }

    /// <summary>Ends a subscription at once; what was paid for the rest of its period is credited to the customer.</summary>
    public Task CancelAsync(string subscriptionId, CancellationToken cancellationToken) =>
        Client.V1.Subscriptions.CancelAsync(subscriptionId, new() { Prorate = true, InvoiceNow = true }, null, cancellationToken);

    /// <summary>Tells Stripe of use. The identifier keeps a day long from counting it twice.</summary>
    public Task SendUsageAsync(string eventName, string customerId, long quantity, string identifier, DateTimeOffset at, CancellationToken cancellationToken) =>
        Client.V1.Billing.MeterEvents.CreateAsync(
            new()
            {
                EventName = eventName,
                Identifier = identifier,
                Timestamp = at.UtcDateTime,
                Payload = new() { ["stripe_customer_id"] = customerId, ["value"] = quantity.ToString(CultureInfo.InvariantCulture) },
            }, null, cancellationToken);

    /// <summary>What Stripe has counted, by hour.</summary>
    /// <param name="meterId">mtr_….</param>
    /// <param name="customerId">Whose.</param>
    /// <param name="from">The beginning of an hour.</param>
    /// <param name="until">The beginning of a later one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<long> CountedAsync(string meterId, string customerId, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var options = new Stripe.Billing.MeterEventSummaryListOptions
        {
            Customer = customerId,
            StartTime = from.UtcDateTime,
            EndTime = until.UtcDateTime,
            ValueGroupingWindow = "hour",
            Limit = MostListed,
        };
        var sum = 0m;
        await foreach (var hour in Client.V1.Billing.Meters.EventSummaries.ListAutoPagingAsync(meterId, options, null, cancellationToken))
            sum += (decimal)hour.AggregatedValue;
        return (long)sum;
    }

    /// <summary>Id of the meter that counts events of a name; null where there is none.</summary>
    public async Task<string?> FindMeterAsync(string eventName, CancellationToken cancellationToken)
    {
        await foreach (var meter in Client.V1.Billing.Meters.ListAutoPagingAsync(new() { Status = "active", Limit = MostListed }, null, cancellationToken))
            if (meter.EventName == eventName)
                return meter.Id;
        return null;
    }

    /// <summary>What an event says that Stripe could not count. The event as it is sent has none of this.</summary>
    public async Task<MeterError> MeterErrorAsync(string eventId, CancellationToken cancellationToken) =>
        await Client.V2.Core.Events.GetAsync(eventId, null, null, cancellationToken) switch
        {
            V1BillingMeterErrorReportTriggeredEvent { Data: { } data } => new(
                data.DeveloperMessageSummary ?? "", data.Reason?.ErrorCount ?? 0, [.. data.Reason?.ErrorTypes?.Select(type => type.Code) ?? []],
                [.. data.Reason?.ErrorTypes?.SelectMany(type => type.SampleErrors ?? []).Select(sample => sample.Request?.Identifier).OfType<string>() ?? []]),
            V1BillingMeterNoMeterFoundEvent { Data: { } data } => new(
                data.DeveloperMessageSummary ?? "", data.Reason?.ErrorCount ?? 0, [.. data.Reason?.ErrorTypes?.Select(type => type.Code) ?? []],
                [.. data.Reason?.ErrorTypes?.SelectMany(type => type.SampleErrors ?? []).Select(sample => sample.Request?.Identifier).OfType<string>() ?? []]),
            var other => throw new StripeException($"{eventId} is {other.Type}, and says nothing of use."),
        };

    private static SubscriptionFacts Facts(Subscription one)
    {
        var item = one.Items.Data.FirstOrDefault(item => item.Price.Recurring?.UsageType != "metered") ?? one.Items.Data.FirstOrDefault();
        return new(
            one.Id, one.Status, item?.Price.ProductId, item is { Quantity: > 0 } ? (int)item.Quantity : null, Utc(one.Created), Utc(one.StartDate), item is null ? null : Utc(item.CurrentPeriodStart),
            item is null ? null : Utc(item.CurrentPeriodEnd), Utc(one.TrialEnd), Utc(one.CancelAt) ?? (one.CancelAtPeriodEnd && item is not null ? Utc(item.CurrentPeriodEnd) : null),
            Utc(one.EndedAt));
    }

    private static string? Words(PaymentMethod? method) => method switch
    {
        null => null,
        { Card: { } card } => $"{card.Brand} ending in {card.Last4}, {card.ExpMonth.ToString("00", CultureInfo.InvariantCulture)}/{card.ExpYear.ToString(CultureInfo.InvariantCulture)}",
        _ => method.Type.Replace('_', ' '),
    };

    private static DateTimeOffset Utc(DateTime time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc));

    private static DateTimeOffset? Utc(DateTime? time) => time is { } known ? Utc(known) : null;
}
