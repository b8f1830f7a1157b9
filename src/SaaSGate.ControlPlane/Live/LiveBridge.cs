using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SaaSGate.ControlPlane.Approvals;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Organisations;
using SaaSGate.ControlPlane.Sessions;

namespace SaaSGate.ControlPlane.Live;

/// <summary>
/// Between grains and hub, one a silo: subscribes to the grains that somebody here looks at, and passes on what it hears.
/// A grain that moved has forgotten its observers: each renewal finds out, and the clients are told to resynchronise.
/// </summary>
internal sealed partial class LiveBridge(IGrainFactory grains, PortalConnections connections, RevokedConnections revoked, TimeProvider clock, ILogger<LiveBridge> logger)
    : BackgroundService, ILiveObserver
{
    public static readonly TimeSpan SubscriptionLength = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly HashSet<string> _subscribed = [];
    private ILiveObserver? _self;

    public async Task WatchAsync(string group, string connectionId)
    {
        connections.Join(group, connectionId);
        await _gate.WaitAsync();
        try
        {
            if (_subscribed.Add(group))
                await SubscribeAsync(group);
        }
        catch
        {
            _subscribed.Remove(group);
            throw;
        }
        finally
        {
            _gate.Release();
        }
    }

    public Task FeedAdvancedAsync(FeedAdvanced notice)
    {
        var payload = JsonElement.Parse(notice.Payload);
        connections.Post(PortalGroups.Organisation(notice.OrganisationId), notice.Position,
            client => client.FeedAdvanced(new(notice.Position, notice.Kind, notice.Subject, payload)));
        return Task.CompletedTask;
    }

    public Task ExchangeAdvancedAsync(ExchangeAdvanced notice)
    {
        connections.Post(PortalGroups.Session(notice.OrganisationId, notice.SessionId), null,
            client => client.ExchangeAdvanced(new(notice.SessionId, notice.ExchangeId, notice.Position, notice.Complete)));
        return Task.CompletedTask;
    }

    public Task ViewersChangedAsync(ViewersChanged notice)
    {
        connections.Post(PortalGroups.Organisation(notice.OrganisationId), null, client => client.ApprovalViewersChanged(PortalHub.NoticeOf(notice.ApprovalId, notice.Viewers)));
        return Task.CompletedTask;
    }

    public Task SignInEndedAsync(SignInEnded notice)
    {
        foreach (var (_, connection) in connections.All)
            if (connection.Caller.ActorId == notice.UserId
                && (notice.SignInId is null || connection.Caller.SignInId == notice.SignInId)
                && (notice.Everywhere || connection.Caller.OrganisationId.Value == notice.OrganisationId))
                connection.Abort();
        return Task.CompletedTask;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        TenantContext.EnterSystem();
        using var timer = new PeriodicTimer(Renewal, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await EndRevokedAsync(stoppingToken);
            await _gate.WaitAsync(stoppingToken);
            try
            {
                await RenewAsync();
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Log.NotRenewed(logger, exception);
            }
            finally
            {
                _gate.Release();
            }
        }
    }

    private async Task EndRevokedAsync(CancellationToken stoppingToken)
    {
        try
        {
            await revoked.AbortAsync(connections.All, stoppingToken);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            Log.NotHeldAgainstSignIns(logger, exception);
        }
    }

    private async Task RenewAsync()
    {
        foreach (var group in _subscribed.ToArray())
        {
            if (connections.TryForget(group))
            {
                _subscribed.Remove(group);
                await UnsubscribeAsync(group);
            }
            else if (await SubscribeAsync(group))
            {
                connections.Post(group, null, client => client.Resync(new(0)));
            }
        }
    }

    private ILiveObserver Self => _self ??= grains.CreateObjectReference<ILiveObserver>(this);

    private Task<bool> SubscribeAsync(string group) => group.Length == GrainKeys.OrganisationLength
        ? grains.GetGrain<IOrganisationGrain>(group).SubscribeAsync(Self)
        : grains.GetGrain<ISessionGrain>(group).SubscribeAsync(Self);

    private Task UnsubscribeAsync(string group) => group.Length == GrainKeys.OrganisationLength
        ? grains.GetGrain<IOrganisationGrain>(group).UnsubscribeAsync(Self)
        : grains.GetGrain<ISessionGrain>(group).UnsubscribeAsync(Self);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The watch on a grain could not be renewed; it is tried again shortly.")]
        public static partial void NotRenewed(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Warning, "Open connections could not be held against the sign-ins; it is tried again shortly.")]
        public static partial void NotHeldAgainstSignIns(ILogger logger, Exception exception);
    }
}
