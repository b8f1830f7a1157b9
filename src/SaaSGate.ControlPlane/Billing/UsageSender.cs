using System.Net;
using Microsoft.Extensions.Logging;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Billing;
using Stripe;

namespace SaaSGate.ControlPlane.Billing;

/// <summary>
/// Tells Stripe what was used. An attempt is noted before it is made. For a day Stripe knows an identifier again, so an attempt whose end nobody saw
/// is simply made again; after that, what Stripe has counted in the hour says whether it arrived.
/// </summary>
internal sealed partial class UsageSender(UsageStore usage, StripeApi stripe, PlanCatalogue plans, TimeProvider clock, ILogger<UsageSender> logger)
{
    /// <summary>Less than the 24 hours that Stripe knows an identifier.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromHours(23);

    /// <summary>Until Stripe's sums have what came last.</summary>
    public static readonly TimeSpan SumsBehind = TimeSpan.FromHours(1);

    /// <summary>Less than the 35 days that an event may be old.</summary>
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(34);

    /// <summary>Less than the hour in which an invoice takes in what belongs to its period.</summary>
    private static readonly TimeSpan Draft = TimeSpan.FromMinutes(45);

    /// <summary>In which the end of a subscription is noticed where nothing is in the way.</summary>
    private static readonly TimeSpan AtOnceAfter = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30), LongestPause = TimeSpan.FromMinutes(30), Unclear = TimeSpan.FromHours(6);
    private const int AtOnce = 200, MostRounds = 20;

    /// <summary>Whether a subscription has ended a moment ago, and its last invoice still takes in what was used until then.</summary>
    public static bool TakesLast(BillingAccount account, DateTimeOffset now) =>
        account is { IsMetered: false, Status: "canceled", StartedAt: not null, PeriodStart: not null, PeriodEnd: { } ended } && now >= ended && now < ended + Draft;

    /// <summary>Queues what is new and sends what is due.</summary>
    /// <returns>When the next of it is to be tried; null where nothing waits.</returns>
    public async Task<DateTimeOffset?> SendAsync(Id<Organisation> organisation, BillingAccount account, CancellationToken cancellationToken)
    {
        // Of the hour in which it ended counts what there is of it at once; what is used in it later is nobody's to pay, so nobody looks again.
        var now = clock.GetUtcNow();
        DateTimeOffset? ended = TakesLast(account, now) ? account.PeriodEnd : null;
        var (hour, isOver) = ended is { } end ? (UsageHour.Of(end.AddTicks(-1)), now < end + AtOnceAfter) : (UsageHour.Of(now), false);
        for (var round = 0; round < MostRounds; round++)
        {
            var queued = await usage.QueueAsync(organisation, account.StartedAt!.Value, account.PeriodStart!.Value, clock.GetUtcNow() - Oldest, hour, isOver, cancellationToken);
            var due = await usage.NextAsync(organisation, AtOnce, cancellationToken);
            if (queued == 0 && due.Count == 0)
                break;
            foreach (var send in due)
                await SendAsync(organisation, account, send, cancellationToken);
        }

        return await usage.NextAtAsync(organisation, cancellationToken);
    }

    private async Task SendAsync(Id<Organisation> organisation, BillingAccount account, UsageSend send, CancellationToken cancellationToken)
    {
        try
        {
            var now = clock.GetUtcNow();
            if (send.WindowFrom is { } from && (now >= from + Window || IsClosed(account, send)))
                await FindOutAsync(organisation, account, send, cancellationToken);
            else if (IsClosed(account, send))
                await AgainAsync(organisation, account, send, cancellationToken);
            else if (await usage.TryAsync(organisation, send, cancellationToken))
                await AttemptAsync(organisation, account, send, cancellationToken);
        }
        catch (Exception failed) when (failed is StripeException or HttpRequestException || (failed is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            var pause = FirstPause * Math.Pow(2, Math.Min(send.Attempts, 10));
            await usage.LaterAsync(organisation, send.Id, Words(failed), clock.GetUtcNow() + (pause < LongestPause ? pause : LongestPause), cancellationToken);
            Log.Failed(logger, send.Id, organisation.Value, Words(failed));
        }
    }

    private async Task AttemptAsync(Id<Organisation> organisation, BillingAccount account, UsageSend send, CancellationToken cancellationToken)
    {
        var meter = plans.Meters.Single(meter => meter.Key == send.Meter);
        try
        {
            await stripe.SendUsageAsync(meter.EventName, account.CustomerId, send.Quantity, send.Id, send.At, cancellationToken);
        }
        catch (StripeException known) when (known.HttpStatusCode == HttpStatusCode.BadRequest && known.StripeError?.Message?.Contains(send.Id, StringComparison.Ordinal) == true)
        {
            // Stripe knows the identifier: an attempt before arrived.
        }

        await usage.SentAsync(organisation, send.Id, cancellationToken);
    }

    private async Task FindOutAsync(Id<Organisation> organisation, BillingAccount account, UsageSend send, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (send.TriedAt is { } tried && now < tried + SumsBehind)
        {
            await usage.LaterAsync(organisation, send.Id, "It is not known whether Stripe has this: its sums are looked at soon.", tried + SumsBehind, cancellationToken);
            return;
        }

        var until = send.BilledHour + TimeSpan.FromHours(1);
        var meterId = await stripe.FindMeterAsync(plans.Meters.Single(meter => meter.Key == send.Meter).EventName, cancellationToken)
            ?? throw new StripeException($"Stripe has no meter for {send.Meter}. Run saasgate billing sync.");
        var counted = await stripe.CountedAsync(meterId, account.CustomerId, send.BilledHour, until, cancellationToken);
        var sent = await usage.SentSumAsync(organisation, send.Meter, send.BilledHour, until, cancellationToken);
        if (counted == sent + send.Quantity)
            await usage.SentAsync(organisation, send.Id, cancellationToken);
        else if (counted == sent)
            await AgainAsync(organisation, account, send, cancellationToken);
        else
            await usage.LaterAsync(
                organisation, send.Id, $"Stripe counts {counted} in this hour, where {sent} or {sent + send.Quantity} would be right. Somebody sent use by hand: correct it at Stripe.", now + Unclear, cancellationToken);
    }

    /// <summary>Whether Stripe bills the hour no more: its invoice is made, or it is too old.</summary>
    private bool IsClosed(BillingAccount account, UsageSend send) =>
        clock.GetUtcNow() >= send.At + Oldest || (send.At < account.PeriodStart && clock.GetUtcNow() >= account.PeriodStart + Draft);

    private async Task AgainAsync(Id<Organisation> organisation, BillingAccount account, UsageSend send, CancellationToken cancellationToken)
    {
        var hour = UsageHour.Of(clock.GetUtcNow());
        var at = !IsClosed(account, send) ? send.At : hour > account.PeriodStart ? hour : account.PeriodStart!.Value;
        if (!await usage.AgainAsync(organisation, send, at, cancellationToken))
            await usage.LaterAsync(organisation, send.Id, null, hour + TimeSpan.FromHours(1), cancellationToken);
    }

    private static string Words(Exception failed) => failed is StripeException { StripeError.Message: { } said } ? said : failed.Message;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Use {Send} of {Organisation} is not known to have reached Stripe: {Why}")]
        public static partial void Failed(ILogger logger, string send, string organisation, string why);
    }
}
