using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Billing;
using Stripe;

namespace SaaSGate.ControlPlane.Billing;

/// <summary>What the operator does about payment. Texts are lines for a terminal.</summary>
public sealed class BillingDesk
{
    /// <summary>The meter of recorded requests.</summary>
    public const string DefaultMeter = Meters.Requests;

    private const int LongestText = 300, MostDays = 90, MostStuck = 100;
    private static readonly TimeSpan Stuck = TimeSpan.FromDays(1);
    private readonly StripeSync _sync;
    private readonly StripeEventStore _events;
    private readonly UsageStore _usage;
    private readonly BillingStore _accounts;
    private readonly PlanCatalogue _plans;
    private readonly TimeProvider _clock;
    private readonly bool _isOn;

    private BillingDesk(IServiceProvider services) =>
        (_sync, _events, _usage, _accounts, _plans, _clock, _isOn) = (
            services.GetRequiredService<StripeSync>(), services.GetRequiredService<StripeEventStore>(), services.GetRequiredService<UsageStore>(), services.GetRequiredService<BillingStore>(),
            services.GetRequiredService<PlanCatalogue>(), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<IOptions<BillingOptions>>().Value.IsOn);

    /// <summary>The desk of a control plane, started or not.</summary>
    public static BillingDesk Of(IServiceProvider services) => new(services);

    /// <summary>Makes Stripe have the plans, or says what would change.</summary>
    /// <exception cref="BillingException">Billing is off, or Stripe refused.</exception>
    public async Task<IReadOnlyList<string>> SyncAsync(bool dryRun, CancellationToken cancellationToken)
    {
        if (!_isOn)
            throw new BillingException("Billing is off. Set SaaSGate__Billing__SecretKey and SaaSGate__Billing__WebhookSecret.");
        try
        {
            return [.. (await _sync.RunAsync(dryRun, cancellationToken)).Select(change => $"{Sign(change)} {change.What} {change.Key}: {change.From ?? "nothing"} → {change.To ?? "nothing"}")];
        }
        catch (Exception failed) when (failed is StripeException or HttpRequestException)
        {
            throw new BillingException($"Stripe: {failed.Message} What was done so far stays; run it again.");
        }
    }

    /// <summary>Events that are parked, those of use that could not be counted first, and how many more there are.</summary>
    public async Task<IReadOnlyList<string>> ParkedAsync(CancellationToken cancellationToken)
    {
        var parked = await _events.ParkedAsync(null, cancellationToken);
        var lines = parked.ConvertAll(one =>
            $"{one.Id} {one.Type} of {one.OrganisationId ?? one.CustomerId}, {one.CreatedAt.ToString("u", CultureInfo.InvariantCulture)}, tried {one.Attempts} times: {one.Error}");
        var more = await _events.ParkedCountAsync(null, cancellationToken) - parked.Count;
        if (more > 0)
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{more} more are parked: they are listed when some of these are settled."));
        return lines;
    }

    /// <summary>Lets a parked event be tried again.</summary>
    public Task<bool> RetryAsync(string id, CancellationToken cancellationToken) => _events.RetryAsync(id, cancellationToken);

    /// <summary>Notes that the operator has seen to a parked event.</summary>
    public Task<bool> SettleAsync(string id, CancellationToken cancellationToken) => _events.SettleAsync(id, cancellationToken);

    /// <summary>Corrects use.</summary>
    /// <returns>Why not; null where it was done.</returns>
    public async Task<string?> AdjustAsync(Id<Organisation> organisation, string meter, long quantity, string reason, string byName, CancellationToken cancellationToken)
    {
        if (quantity == 0 || Math.Abs(quantity) > 1_000_000_000)
            return "A quantity other than 0, at most 1,000,000,000, is needed.";
        if (_plans.Meters.All(one => one.Key != meter))
            return $"There is no meter {meter}. Known: {string.Join(", ", _plans.Meters.Select(one => one.Key))}.";
        if (reason.Trim().Length is 0 or > LongestText || byName.Trim().Length is 0 or > LongestText)
            return "A reason, and who you are, are needed, in at most 300 characters.";
        if (await _accounts.NameAsync(organisation, cancellationToken) is null)
            return "There is no such organisation.";
        await _usage.AdjustAsync(organisation, meter, quantity, reason.Trim(), byName.Trim(), cancellationToken);
        return null;
    }

    /// <summary>What Stripe counted otherwise than was sent, what it is not known to have after a day, and what it says that it could not count.</summary>
    public async Task<IReadOnlyList<string>> DifferencesAsync(CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        foreach (var organisation in await _accounts.OrganisationsAsync(cancellationToken))
        {
            lines.AddRange((await _usage.ReconciliationsAsync(organisation, MostDays, cancellationToken)).Where(day => day.Difference != 0)
                .Select(day => string.Create(CultureInfo.InvariantCulture, $"{organisation} {day.Day} {day.Meter}: sent {day.Sent}, Stripe counted {day.Counted}, difference {day.Difference:+0;-0}")));
            lines.AddRange((await _usage.StuckAsync(organisation, _clock.GetUtcNow() - Stuck, MostStuck, cancellationToken)).Select(send => string.Create(
                CultureInfo.InvariantCulture, $"{organisation} {send.BilledHour:u} {send.Meter}: {send.Quantity} not known to have reached Stripe, tried {send.Attempts} times ({send.Id}): {send.Error}")));
        }

        lines.AddRange((await _events.UncountedAsync(cancellationToken)).Select(one => $"{one.Id} {one.CreatedAt.ToString("u", CultureInfo.InvariantCulture)}: {one.Error}"));
        return lines;
    }

    private static char Sign(SyncChange change) => change.Verb switch { "create" => '+', "retire" => '-', _ => '~' };
}
