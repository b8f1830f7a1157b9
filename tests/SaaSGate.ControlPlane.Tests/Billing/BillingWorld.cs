using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Billing;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Notifications;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Billing;
using SaaSGate.TestKit;
using SaaSGate.TestKit.Payments;

namespace SaaSGate.ControlPlane.Tests.Billing;

/// <summary>One organisation, a Stripe of its own, and time that a test moves: what looks after accounts, on a real database and over real sockets.</summary>
internal sealed class BillingWorld : IAsyncDisposable
{
    public const string Meter = "saasgate_requests";

    private BillingWorld(TestTenant tenant, StripeStandIn stripe, FakeTimeProvider clock, TenantDatabase tenants, PlatformDatabase platform, Action<BillingOptions>? change)
    {
        (Tenant, Stripe, Clock) = (tenant, stripe, clock);
        var options = Options.Create(new BillingOptions { SecretKey = StripeStandIn.SecretKey, WebhookSecret = stripe.WebhookSecret, ApiBase = stripe.Address, Retries = 0 });
        change?.Invoke(options.Value);
        Accounts = new(tenants, platform, clock);
        Events = new(platform, clock);
        Usage = new(tenants, clock);
        Api = new(options, clock);
        Inbox = new(Events, options, clock);
        Sync = new(Api, Plans);
        Checkouts = new(Api, Plans, new PortalLinks(Options.Create(new PortalOptions())), options);
        MeterErrors = new(Events, Accounts, Api, NullLogger<MeterErrors>.Instance);
        Sender = new(Usage, Api, Plans, clock, NullLogger<UsageSender>.Instance);
        Work = new(
            Accounts, Events, Api, Plans, Sender, new(Accounts, Usage, Api, Plans, clock), new(Usage, Plans, clock), clock, NullLogger<BillingWork>.Instance);
        Desk = BillingDesk.Of(new ServiceCollection().AddSingleton(Sync).AddSingleton(Events).AddSingleton(Usage).AddSingleton(Accounts).AddSingleton(Plans).AddSingleton<TimeProvider>(clock)
            .AddSingleton<IOptions<BillingOptions>>(options).BuildServiceProvider());
        stripe.Webhook = async (body, signature) => (await Inbox.TakeAsync(System.Text.Encoding.UTF8.GetBytes(body), signature, CancellationToken.None)).Refusal is null;
    }

    public TestTenant Tenant { get; }

    public StripeStandIn Stripe { get; }

    public FakeTimeProvider Clock { get; }

    public PlanCatalogue Plans { get; } = PlanCatalogue.Load();

    public BillingStore Accounts { get; }

    public StripeEventStore Events { get; }

    public UsageStore Usage { get; }

    public StripeApi Api { get; }

    public StripeInbox Inbox { get; }

    public StripeSync Sync { get; }

    public Checkouts Checkouts { get; }

    public UsageSender Sender { get; }

    public MeterErrors MeterErrors { get; }

    public BillingWork Work { get; }

    public BillingDesk Desk { get; }

    public Id<Organisation> Organisation => Tenant.Organisation;

    /// <summary>Makes one.</summary>
    /// <param name="database">Where.</param>
    /// <param name="seed">Of Stripe's faults.</param>
    /// <param name="synced">Whether Stripe has the plans.</param>
    /// <param name="start">The time that it is.</param>
    /// <param name="change">What is set otherwise.</param>
    /// <param name="pools">Connections; the database's where absent.</param>
    public static async Task<BillingWorld> CreateAsync(
        Database database, int seed = 0, bool synced = true, DateTimeOffset? start = null, Action<BillingOptions>? change = null, SaaSGateDatabase? pools = null)
    {
        var clock = new FakeTimeProvider(start ?? new(2026, 11, 26, 9, 30, 0, TimeSpan.Zero));
        var world = new BillingWorld(
            await TestTenant.AddAsync(database), await StripeStandIn.StartAsync(clock, seed), clock, pools?.Tenants ?? database.Tenants, pools?.Platform ?? database.Platform, change);
        if (synced)
            await world.Sync.RunAsync(dryRun: false, CancellationToken.None);
        return world;
    }

    /// <summary>What the grain does when it is woken.</summary>
    public Task DoAsync(bool readNow = false) => Work.DoAsync(Organisation, readNow, CancellationToken.None);

    public async Task<BillingAccount> AccountAsync() => (await Accounts.FindAsync(Organisation, CancellationToken.None))!;

    public async Task<LimitsInForce> LimitsAsync() => (await Accounts.LimitsAsync(Organisation, CancellationToken.None))!;

    public async Task<System.Text.Json.Nodes.JsonObject?> SubscriptionAsync() => await Stripe.ListAsync("subscription") is { Count: > 0 } all ? all[^1] : null;

    /// <summary>Goes through checkout.</summary>
    public async Task<string> SubscribeAsync(int seats = 3, string card = "4242424242424242", string code = "", string taxId = "")
    {
        var customer = await Work.CustomerAsync(Organisation, CancellationToken.None);
        var page = await Checkouts.BeginAsync(Organisation, customer, await Accounts.FindAsync(Organisation, CancellationToken.None), Plans.Find("team")!, seats, CancellationToken.None);
        await Stripe.PayAsync(page!.Segments[^1], card, code, taxId);
        await Stripe.DeliverAsync();
        await DoAsync();
        return customer;
    }

    /// <summary>Lets time go by, one turn after the other, and what is due be done at each.</summary>
    /// <param name="time">How long.</param>
    /// <param name="pause">How long nobody looks after the account at most, whatever is due; where absent everything is done in time, but of what takes more than two days.</param>
    public async Task PassAsync(TimeSpan time, TimeSpan? pause = null)
    {
        pause ??= time > TimeSpan.FromDays(2) ? TimeSpan.FromHours(8) : null;
        var until = Clock.GetUtcNow() + time;
        while (true)
        {
            var now = Clock.GetUtcNow();
            var due = pause is { } most ? now + most : (await AccountAsync()).DueAt;
            var next = new[] { until, await Stripe.NextAsync() ?? until, due }.Where(at => at > now).DefaultIfEmpty(until).Min();
            Clock.SetUtcNow(next < until ? next : until);
            await Stripe.TurnAsync();
            await Stripe.DeliverAsync();
            if (pause is not null || due <= Clock.GetUtcNow() || (await Events.WaitingAsync(Organisation, CancellationToken.None)).Count > 0)
                await DoAsync();
            if (Clock.GetUtcNow() >= until)
                return;
        }
    }

    /// <summary>Counts use, as ingest does.</summary>
    public Task UseAsync(long requests) => Tenant.PeekAsync<object>(
        """
        insert into tenant.usage_hours as u (organisation_id, meter, hour, quantity) values ($1, 'requests', $2, $3)
        on conflict (organisation_id, meter, hour) do update set quantity = u.quantity + excluded.quantity
        """, UsageHour.Of(Clock.GetUtcNow()), requests);

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await Stripe.DisposeAsync();
    }
}
