using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Notifications;
using SaaSGate.Postgres.Billing;
using Stripe;
using Stripe.Checkout;
using Session = Stripe.Checkout.Session;

namespace SaaSGate.ControlPlane.Billing;

/// <summary>Sends people to Stripe's pages, and reads their invoices. Calls fail with a <see cref="StripeException"/> or an <see cref="HttpRequestException"/>.</summary>
internal sealed class Checkouts(StripeApi stripe, PlanCatalogue plans, PortalLinks links, IOptions<BillingOptions> options)
{
    private const int MostInvoices = 24, MostSessions = 100;
    private const string Coupons = "discounts.source.coupon";

    /// <summary>A page where a plan is paid for; coupons and tax ids can be entered there.</summary>
    /// <returns>Its address; null where Stripe has not got the plan's prices.</returns>
    public async Task<Uri?> BeginAsync(Id<Organisation> organisation, string customerId, BillingAccount? account, Plan plan, int seats, CancellationToken cancellationToken)
    {
        var prices = await stripe.Client.V1.Prices.ListAsync(new() { LookupKeys = [.. plan.Prices.Select(price => price.Key)], Active = true }, null, cancellationToken);
        if (prices.Data.Count != plan.Prices.Count)
            return null;
        var tried = plan.TrialDays > 0 && account?.TrialUsed != true;
        var metered = plan.Prices.Where(price => price.Meter is not null).Select(price => price.Key).ToHashSet();
        var session = await stripe.Client.V1.Checkout.Sessions.CreateAsync(
            new()
            {
                Mode = "subscription",
                Customer = customerId,
                ClientReferenceId = organisation.Value,
                LineItems = [.. prices.Data.Select(price => new SessionLineItemOptions { Price = price.Id, Quantity = metered.Contains(price.LookupKey) ? null : seats })],
                AllowPromotionCodes = true,
                TaxIdCollection = new() { Enabled = true },
                AutomaticTax = options.Value.AutomaticTax ? new() { Enabled = true } : null,
                CustomerUpdate = new() { Name = "auto", Address = "auto" },
                SubscriptionData = new()
                {
                    Metadata = new() { [StripeApi.OrganisationKey] = organisation.Value },
                    TrialPeriodDays = tried ? plan.TrialDays : null,
                    TrialSettings = tried ? new() { EndBehavior = new() { MissingPaymentMethod = "pause" } } : null,
                },
                PaymentMethodCollection = tried && options.Value.TrialWithoutCard ? "if_required" : "always",
                SuccessUrl = $"{links.Billing}?checkout=done",
                CancelUrl = links.Billing.AbsoluteUri,
            }, null, cancellationToken);
        await ExpireBeforeAsync(organisation, session, cancellationToken);
        return new(session.Url);
    }

    /// <summary>Two pages could both be paid on: only the last one stays. Of two that are made at once both see it so.</summary>
    private async Task ExpireBeforeAsync(Id<Organisation> organisation, Session last, CancellationToken cancellationToken)
    {
        var open = new List<Session>();
        await foreach (var session in stripe.Client.V1.Checkout.Sessions.ListAutoPagingAsync(new() { Customer = last.CustomerId, Status = "open", Limit = MostSessions }, null, cancellationToken))
            open.Add(session);
        foreach (var session in open.Where(one => one.ClientReferenceId == organisation.Value
            && (one.Created < last.Created || (one.Created == last.Created && string.CompareOrdinal(one.Id, last.Id) < 0))))
        {
            try
            {
                await stripe.Client.V1.Checkout.Sessions.ExpireAsync(session.Id, null, null, cancellationToken);
            }
            catch (StripeException over) when (over.HttpStatusCode == System.Net.HttpStatusCode.BadRequest)
            {
                // It was paid on, or expired, meanwhile. A second subscription is cancelled when it is read.
            }
        }
    }

    /// <summary>Stripe's own page of a customer: payment method, seats, invoices, the end.</summary>
    public async Task<Uri> ManageAsync(string customerId, CancellationToken cancellationToken) =>
        new((await stripe.Client.V1.BillingPortal.Sessions.CreateAsync(new() { Customer = customerId, ReturnUrl = $"{links.Billing}?checkout=done" }, null, cancellationToken)).Url);

    /// <summary>Invoices, the youngest first, and the next one as it stands.</summary>
    public async Task<InvoicesView> InvoicesAsync(BillingAccount account, CancellationToken cancellationToken)
    {
        var invoices = await stripe.Client.V1.Invoices.ListAsync(new() { Customer = account.CustomerId, Limit = MostInvoices, Expand = [$"data.{Coupons}"] }, null, cancellationToken);
        Invoice? upcoming = null;
        if (account is { IsMetered: true, SubscriptionId: { } subscription })
            upcoming = await stripe.Client.V1.Invoices.CreatePreviewAsync(new() { Customer = account.CustomerId, Subscription = subscription, Expand = [Coupons] }, null, cancellationToken);
        return new(upcoming is null ? null : View(upcoming), [.. invoices.Data.Where(invoice => invoice.Status != "draft").Select(View)]);
    }

    /// <summary>Whether one can pay for a plan now: only who has none that goes on.</summary>
    public Plan? Sold(string key, BillingAccount? account) => account is { IsMetered: true } ? null : plans.Find(key) is { IsSold: true } plan ? plan : null;

    private static InvoiceView View(Invoice invoice) => new(
        invoice.Id, invoice.Number, invoice.Status, new DateTimeOffset(DateTime.SpecifyKind(invoice.Created, DateTimeKind.Utc)), invoice.Currency, invoice.Total, invoice.AmountRemaining,
        Safe(invoice.HostedInvoiceUrl), Safe(invoice.InvoicePdf),
        [.. invoice.Lines?.Data.Select(line => new InvoiceLineView(line.Description ?? "", line.Quantity, line.Amount)) ?? []],
        [.. invoice.TotalDiscountAmounts?.Where(discount => discount.Amount != 0).Select(discount => new InvoiceDiscountView(NameOf(invoice, discount.DiscountId), discount.Amount)) ?? []],
        invoice.TotalTaxes?.Sum(tax => tax.Amount) ?? 0, [.. invoice.CustomerTaxIds?.Select(id => id.Value).OfType<string>() ?? []]);

    private static string NameOf(Invoice invoice, string discountId) =>
        invoice.Discounts?.FirstOrDefault(discount => discount?.Id == discountId)?.Source?.Coupon?.Name ?? "Discount";

    /// <summary>What stands on a page as a link is a web address, whatever came.</summary>
    private static string? Safe(string? address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.IsLoopback) && uri.Scheme.StartsWith("http", StringComparison.Ordinal) ? uri.AbsoluteUri : null;
}
