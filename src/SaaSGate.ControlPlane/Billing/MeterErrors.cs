using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using SaaSGate.Postgres.Billing;
using Stripe;

namespace SaaSGate.ControlPlane.Billing;

/// <summary>
/// Looks into what Stripe says afterwards that it could not count. Such an event says nothing by itself: it is fetched, written into the audit log of whose use it is, and
/// waits parked for the operator, who is shown it until it is settled.
/// </summary>
internal sealed partial class MeterErrors(StripeEventStore events, BillingStore accounts, StripeApi stripe, ILogger<MeterErrors> logger)
{
    private const int LongestText = 600;

    /// <summary>Looks into all that wait.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        foreach (var one in await events.ClaimMeterErrorsAsync(cancellationToken))
        {
            try
            {
                await LookAsync(one, cancellationToken);
            }
            catch (Exception failed) when (!cancellationToken.IsCancellationRequested && failed is StripeException or HttpRequestException or OperationCanceledException)
            {
                await events.FailedAsync([one.Id], failed.Message, failed is StripeException { HttpStatusCode: HttpStatusCode.NotFound }, cancellationToken);
                Log.NotFetched(logger, one.Id, failed.Message);
            }
        }
    }

    private async Task LookAsync(StripeEventRow one, CancellationToken cancellationToken)
    {
        var error = await stripe.MeterErrorAsync(one.Id, cancellationToken);
        var owners = await events.OwnersAsync(error.Identifiers, cancellationToken);
        foreach (var (organisation, sends) in owners)
            await accounts.NoteUncountedAsync(organisation, one.Id, error.Codes, sends, cancellationToken);
        var whose = owners.Count == 0 ? "of no organisation" : $"of {string.Join(", ", owners.Keys)}";
        var text = $"Stripe could not count {error.Count.ToString(CultureInfo.InvariantCulture)} events of use, {whose} ({string.Join(", ", error.Codes)}): {error.Summary}";
        await events.ReportAsync(one.Id, owners.Count == 1 ? owners.Keys.Single() : null, text.Length > LongestText ? text[..LongestText] : text, cancellationToken);
        Log.Uncounted(logger, one.Id, error.Count, string.Join(", ", error.Codes), whose);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Stripe could not count {Count} events of use, {Whose} ({Codes}): saasgate billing events shows {Event}")]
        public static partial void Uncounted(ILogger logger, string @event, long count, string codes, string whose);

        [LoggerMessage(LogLevel.Warning, "{Event}, by which Stripe says what it could not count, was not fetched; it is tried again: {Why}")]
        public static partial void NotFetched(ILogger logger, string @event, string why);
    }
}
