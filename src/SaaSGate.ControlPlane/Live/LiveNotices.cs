using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SaaSGate.ControlPlane.Approvals;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Organisations;
using SaaSGate.ControlPlane.Sessions;
using SaaSGate.Postgres.Live;

namespace SaaSGate.ControlPlane.Live;

/// <summary>
/// Tells portals what was committed. Whoever commits says so here and goes on: notices leave in order, outside of the
/// caller's request, and a lost one is made good by the feed, whose positions have no gaps.
/// </summary>
internal sealed partial class LiveNotices(IGrainFactory grains, ILogger<LiveNotices> logger) : BackgroundService
{
    private const int Capacity = 16_384;

    private readonly Channel<object> _notices = Channel.CreateBounded<object>(new BoundedChannelOptions(Capacity)
    {
        FullMode = BoundedChannelFullMode.DropOldest,
        SingleReader = true,
    });

    public void FeedAdvanced(string organisationId, FeedEvent appended) =>
        FeedAdvanced(new FeedAdvanced(organisationId, appended.Position, appended.Kind, appended.Subject, appended.Payload.GetRawText()));

    public void FeedAdvanced(IEnumerable<FeedAppended> appended)
    {
        foreach (var feed in appended)
            FeedAdvanced(feed.OrganisationId, feed.Event);
    }

    public void FeedAdvanced(FeedAdvanced notice) => _notices.Writer.TryWrite(notice);

    public void ExchangeAdvanced(ExchangeAdvanced notice) => _notices.Writer.TryWrite(notice);

    public void ViewersChanged(ViewersChanged notice) => _notices.Writer.TryWrite(notice);

    public void SignInEnded(SignInEnded notice) => _notices.Writer.TryWrite(notice);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        TenantContext.EnterSystem();
        await foreach (var notice in _notices.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await PassAsync(notice);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Log.NotPassed(logger, notice.GetType().Name, exception);
            }
        }
    }

    private Task PassAsync(object notice) => notice switch
    {
        FeedAdvanced feed => grains.GetGrain<IOrganisationGrain>(feed.OrganisationId).PublishAsync(feed),
        ExchangeAdvanced exchange => grains.GetGrain<ISessionGrain>(GrainKeys.Of(exchange.OrganisationId, exchange.SessionId)).PublishAsync(exchange),
        ViewersChanged viewers => grains.GetGrain<IOrganisationGrain>(viewers.OrganisationId).PublishViewersAsync(viewers),
        SignInEnded ended => grains.GetGrain<IOrganisationGrain>(ended.OrganisationId).EndSignInAsync(ended),
        _ => throw new InvalidOperationException($"A {notice.GetType().Name} is no notice."),
    };

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A {Notice} did not reach its grain; clients make it good from the feed.")]
        public static partial void NotPassed(ILogger logger, string notice, Exception exception);
    }
}
