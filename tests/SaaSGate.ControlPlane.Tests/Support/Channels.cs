using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using SaaSGate.ControlPlane.Connections;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Notifications;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Support;

/// <summary>Channels of tests, and what goes over them.</summary>
internal static class Channels
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A receiver that channels may reach; Slack and PagerDuty are there too.</summary>
    public static async Task<HttpsReceiver> ReceiverAsync(this ControlPlaneFixture app)
    {
        app.Service<IOptions<ConnectionOptions>>().Value.AllowPrivateUpstreams = true;
        var receiver = await HttpsReceiver.StartAsync(Cancel);
        var options = app.Service<IOptions<NotificationOptions>>().Value;
        (options.SlackApi, options.PagerDuty, options.Authority) = (receiver.At("/api/"), receiver.At("/v2/enqueue"), receiver.Authority);
        (options.Patience, options.AnswerPatience) = (TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
        return receiver;
    }

    /// <summary>Adds a channel as an admin does; what is not given is as wide as can be.</summary>
    public static async Task<string> AddChannelAsync(
        this PortalBrowser admin, string kind, object settings, object secrets, string[]? events = null, string detail = "summary", string[]? labels = null, string[]? rules = null,
        string leastSeverity = "low", bool namedOnly = false)
    {
        var save = ChannelBody($"{kind}-{Guid.NewGuid():n}", kind, settings, secrets, events, detail, labels, rules, leastSeverity, namedOnly);
        return (string)(await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "channels", save))!["id"]!;
    }

    public static object ChannelBody(
        string name, string kind, object settings, object? secrets, string[]? events = null, string detail = "summary", string[]? labels = null, string[]? rules = null,
        string leastSeverity = "low", bool namedOnly = false, bool enabled = true) => new
        {
            name,
            kind,
            settings,
            secrets,
            events = events ?? ["approvals", "decisions", "escalations", "locks", "incidents"],
            leastSeverity,
            labels = labels ?? [],
            rules = rules ?? [],
            namedOnly,
            detail,
            enabled,
        };

    public static async Task<PortalBrowser> NorthwindAdminAsync(this ControlPlaneFixture app)
    {
        var (_, admin) = await app.Service<DemoPeople>().EnsureAsync(
            DemoOrganisations.Northwind, "admin@northwind.example", "Nora West", [Roles.Admin, Roles.Reviewer], Cancel);
        return await app.SignInAsync(admin);
    }

    /// <summary>Has everything due sent again and again until it is so.</summary>
    public static Task UntilAsync(this ControlPlaneFixture app, Func<bool> so) => app.UntilAsync(() => Task.FromResult(so()));

    /// <inheritdoc cref="UntilAsync(ControlPlaneFixture, Func{bool})"/>
    public static async Task UntilAsync(this ControlPlaneFixture app, Func<Task<bool>> so)
    {
        using var looks = new PeriodicTimer(BetweenLooks);
        var bounded = Bounded.Cancellation;
        while (!await so())
        {
            await app.SendAsync();
            await looks.WaitForNextTickAsync(bounded);
        }
    }

    /// <summary>Plans and sends what is due.</summary>
    public static async Task SendAsync(this ControlPlaneFixture app)
    {
        TenantContext.EnterSystem();
        await app.Service<NotificationPump>().PlanAllAsync(Cancel);
        await app.RunAsync("update tenant.notifications set next_at = now() - interval '1 second' where state = 'waiting' and next_at is not null");
        foreach (var (organisation, receiver) in await app.Service<Postgres.Notifications.NotificationStore>().ListDueReceiversAsync(Cancel))
            await app.Service<IGrainFactory>().GetGrain<INotifierGrain>(GrainKeys.Of(organisation, receiver)).DrainAsync();
    }

    /// <summary>Decides a held request as somebody in the portal does.</summary>
    public static async Task DecideAsync(this PortalBrowser reviewer, string approval, string decision)
    {
        var seen = (string)(await reviewer.GetAsync($"approvals/{approval}"))!["viewDigest"]!;
        await reviewer.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"approvals/{approval}/decision", new { decision, viewDigest = seen });
    }

    /// <summary>The delivery log of a channel, newest first.</summary>
    public static async Task<JsonArray> MessagesAsync(this PortalBrowser admin, string channel) =>
        (await admin.GetAsync($"channels/{channel}/messages"))!["items"]!.AsArray();

    public static Task ForgetChannelsAsync(this ControlPlaneFixture app) =>
        app.RunAsync("delete from tenant.notifications; delete from tenant.channels; delete from tenant.push_subscriptions");
}
