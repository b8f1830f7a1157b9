using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Approvals;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.Postgres.Notifications;

namespace SaaSGate.ControlPlane.Notifications;

/// <summary>Makes messages of what happened, and wakes the receivers that are due; one that is slow delays no other. Every silo does; the grain of a receiver sends once.</summary>
internal sealed partial class NotificationPump(NotificationStore notifications, RuleNames names, OnDuty duty, IGrainFactory grains, TimeProvider clock, ILogger<NotificationPump> logger) : BackgroundService
{
    private const int AtOnce = 200;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, bool> _sending = new();

    /// <summary>Makes messages of all that happened in all organisations.</summary>
    public async Task PlanAllAsync(CancellationToken cancellationToken)
    {
        foreach (var organisation in await notifications.ListBehindAsync(cancellationToken))
            await PlanAsync(Id<Organisation>.Parse(organisation), cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        TenantContext.EnterSystem();
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await PlanAllAsync(stoppingToken);
                foreach (var (organisation, receiver) in await notifications.ListDueReceiversAsync(stoppingToken))
                    if (_sending.TryAdd(receiver, true))
                        _ = DrainAsync(organisation, receiver);
            }
            catch (Exception failed) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, failed);
            }
        }
    }

    private async Task PlanAsync(Id<Organisation> organisation, CancellationToken cancellationToken)
    {
        int read;
        do
            read = await notifications.PlanAsync(organisation, AtOnce, round => PlanAsync(organisation, round, cancellationToken), cancellationToken);
        while (read == AtOnce);
    }

    private async Task<IReadOnlyList<PlannedNotification>> PlanAsync(Id<Organisation> organisation, NotificationRound round, CancellationToken cancellationToken)
    {
        var named = new Dictionary<long, IReadOnlyCollection<string>>();
        foreach (var one in round.Events)
            if (one is { PolicyId: { } policy, PolicyVersion: { } version } && NotificationPlan.RuleOf(one) is { Length: > 0 } rule)
                named[one.Position] = await names.FindAsync(organisation, policy, version, rule, cancellationToken);
        var onCall = round.Browsers.Count > 0 && round.Events.Any(one => one.PolicyId is not null) ? await duty.ListAsync(organisation, cancellationToken) : null;
        return NotificationPlan.Of(round, one => named.GetValueOrDefault(one.Position, []), clock.GetUtcNow(), onCall);
    }

    private async Task DrainAsync(string organisation, string receiver)
    {
        try
        {
            await grains.GetGrain<INotifierGrain>(GrainKeys.Of(organisation, receiver)).DrainAsync();
        }
        catch (Exception failed)
        {
            Log.Failed(logger, failed);
        }
        finally
        {
            _sending.TryRemove(receiver, out _);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Notifications could not be sent; it is tried again.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
