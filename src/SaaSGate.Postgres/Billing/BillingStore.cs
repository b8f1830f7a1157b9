using System.Data;
using SaaSGate.Contracts.Billing;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Billing;

/// <summary>What organisations pay for, and what they may have for it.</summary>
/// <param name="tenants">The database.</param>
/// <param name="platform">Finds whose turn it is.</param>
/// <param name="clock">Gives audit entries their time.</param>
public sealed class BillingStore(TenantDatabase tenants, PlatformDatabase platform, TimeProvider clock)
{
    private const string Columns = """
        customer_id, subscription_id, status, plan, seats, features, started_at, period_start, period_end, trial_end, cancel_at, late_since, growth_stops_at, payment_method, trial_used, read_at, due_at,
        to_char(reconciled_on, 'YYYY-MM-DD') as reconciled_on, told, budget_cents, budget_told, version
        """;

    /// <summary>An organisation's account; null where it never went to pay.</summary>
    public Task<BillingAccount?> FindAsync(Id<Organisation> organisation, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.FirstAsync<BillingAccount>(
            $"select {Columns} from tenant.billing_accounts where organisation_id = @organisation", new { organisation = organisation.Value }, cancellationToken), cancellationToken);

    /// <summary>Keeps the customer that Stripe made; whoever was first stays.</summary>
    /// <returns>The customer that counts.</returns>
    public async Task<string> AddAsync(Id<Organisation> organisation, string customerId, CancellationToken cancellationToken) =>
        (await tenants.InTenantAsync(organisation, async connection =>
        {
            await connection.RunAsync(
                "insert into tenant.billing_accounts (organisation_id, customer_id, due_at) values (@organisation, @customerId, @now) on conflict do nothing",
                new { organisation = organisation.Value, customerId, now = clock.GetUtcNow() }, cancellationToken);
            return await connection.ValueAsync<string>("select customer_id from tenant.billing_accounts where organisation_id = @organisation", new { organisation = organisation.Value }, cancellationToken);
        }, cancellationToken))!;

    /// <summary>Keeps what was read of Stripe and what it allows, tells portals, and gives notices, all in one transaction.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="account">What it is now.</param>
    /// <param name="limits">What may be had.</param>
    /// <param name="growthStopped">Whether nothing more can be added.</param>
    /// <param name="notices">What is to be told: names, such as <c>payment_late</c>, and severities.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Events of the feed; none where nothing changed.</returns>
    /// <exception cref="DBConcurrencyException">Somebody else wrote it meanwhile.</exception>
    public Task<List<FeedEvent>> SaveAsync(
        Id<Organisation> organisation, BillingAccount account, PlanLimits limits, bool growthStopped, IReadOnlyList<BillingNotice> notices, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(notices);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            var before = await connection.FirstAsync<Standing>(
                """
                select a.status, a.plan, a.seats, a.cancel_at, a.late_since, a.payment_method, coalesce(l.growth_stopped, false) as growth_stopped, l.skills, l.connections, l.recording_days, a.period_end
                from tenant.billing_accounts a left join tenant.plan_limits l using (organisation_id) where organisation_id = @organisation
                """, new { organisation = organisation.Value }, cancellationToken);
            var written = await connection.RunAsync(
                """
                update tenant.billing_accounts set subscription_id = @SubscriptionId, status = @Status, plan = @Plan, seats = @Seats, features = @Features, started_at = @StartedAt, period_start = @PeriodStart,
                    period_end = @PeriodEnd, trial_end = @TrialEnd, cancel_at = @CancelAt, late_since = @LateSince, growth_stops_at = @GrowthStopsAt, payment_method = @PaymentMethod,
                    trial_used = @TrialUsed, read_at = @ReadAt, due_at = @DueAt, told = @Told, budget_told = @BudgetTold, version = version + 1
                where organisation_id = tenant.current_organisation() and version = @Version
                """, account, cancellationToken);
            if (written == 0)
                throw new DBConcurrencyException("Somebody else looked after this account meanwhile.");
            await connection.RunAsync(
                """
                insert into tenant.plan_limits (organisation_id, plan, skills, connections, seats, recording_days, growth_stopped)
                values (@organisation, @plan, @skills, @connections, @seats, @days, @growthStopped)
                on conflict (organisation_id) do update set plan = excluded.plan, skills = excluded.skills, connections = excluded.connections, seats = excluded.seats,
                    recording_days = excluded.recording_days, growth_stopped = excluded.growth_stopped
                """,
                new
                {
                    organisation = organisation.Value,
                    plan = account.Plan,
                    skills = limits.Skills,
                    connections = limits.Connections,
                    seats = limits.Seats,
                    days = limits.RecordingDays,
                    growthStopped,
                }, cancellationToken);
            var now = new Standing(account.Status, account.Plan, account.Seats, account.CancelAt, account.LateSince, account.PaymentMethod, growthStopped, limits.Skills, limits.Connections,
                limits.RecordingDays, account.PeriodEnd);
            var events = new List<FeedEvent>();
            if (before != now)
            {
                if ((before?.Plan, before?.Status, before?.Seats) != (now.Plan, now.Status, now.Seats))
                    await connection.AuditAsync(clock, Actor.System, "billing.changed", null, new { plan = now.Plan, status = now.Status, seats = now.Seats }, cancellationToken);
                events.Add(await connection.AppendFeedAsync("BillingChanged", organisation.Value, new { plan = now.Plan, status = now.Status }, cancellationToken));
            }

            foreach (var notice in notices)
                events.Add(await connection.AppendFeedAsync(
                    "BillingNotice", organisation.Value, new { notice = notice.Name, severity = notice.Severity, text = notice.Text }, cancellationToken));
            return events;
        }, cancellationToken);
    }

    /// <summary>Sets what a period may cost before somebody is told; null for nothing.</summary>
    /// <returns>Whether there is an account.</returns>
    public Task<bool> SetBudgetAsync(Id<Organisation> organisation, long? cents, Actor actor, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection =>
        {
            if (await connection.RunAsync(
                "update tenant.billing_accounts set budget_cents = @cents, budget_told = 0, version = version + 1 where organisation_id = @organisation",
                new { organisation = organisation.Value, cents }, cancellationToken) == 0)
                return false;
            await connection.AuditAsync(clock, actor, "billing.budget_set", null, new { cents }, cancellationToken);
            return true;
        }, cancellationToken);

    /// <summary>Writes into the audit log that Stripe could not count what it was told.</summary>
    /// <param name="organisation">Whose use.</param>
    /// <param name="eventId">By which Stripe says so.</param>
    /// <param name="codes">Why.</param>
    /// <param name="sends">Identifiers of some of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task NoteUncountedAsync(Id<Organisation> organisation, string eventId, IReadOnlyList<string> codes, IReadOnlyList<string> sends, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(
            organisation, connection => connection.AuditAsync(clock, Actor.System, "billing.use_not_counted", eventId, new { codes, sends }, cancellationToken), cancellationToken);

    /// <summary>Says when an account is looked at next.</summary>
    public Task SetDueAsync(Id<Organisation> organisation, DateTimeOffset at, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.RunAsync(
            "update tenant.billing_accounts set due_at = @at where organisation_id = @organisation", new { organisation = organisation.Value, at }, cancellationToken), cancellationToken);

    /// <summary>Notes that a day's use was held against Stripe's.</summary>
    public Task SetReconciledAsync(Id<Organisation> organisation, DateOnly day, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.RunAsync(
            "update tenant.billing_accounts set reconciled_on = @day::date where organisation_id = @organisation",
            new { organisation = organisation.Value, day = day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) }, cancellationToken), cancellationToken);

    /// <summary>What an organisation may have and has; null where nothing limits it.</summary>
    public Task<LimitsInForce?> LimitsAsync(Id<Organisation> organisation, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.FirstAsync<LimitsInForce>(
            """
            select plan, growth_stopped, skills as skill_limit, connections as connection_limit, seats as seat_limit, recording_days,
                (select count(*)::int from tenant.skills s where s.organisation_id = l.organisation_id and s.status <> 'revoked' and s.expires_at > now()) as skills,
                (select count(*)::int from tenant.connections c where c.organisation_id = l.organisation_id and c.removed_at is null) as connections,
                (select count(*)::int from tenant.members m where m.organisation_id = l.organisation_id and m.roles <> '{}') as seats
            from tenant.plan_limits l where organisation_id = @organisation
            """, new { organisation = organisation.Value }, cancellationToken), cancellationToken);

    /// <summary>What an organisation has beyond its plan, the oldest first: skills, then connections.</summary>
    public Task<List<BeyondPlan>> BeyondAsync(Id<Organisation> organisation, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<BeyondPlan>(
            """
            select 'skills' as thing, s.id, s.name from tenant.skills s where s.organisation_id = @organisation and s.id in (select b.id from tenant.beyond_plan('skills') b)
            union all
            select 'connections', c.id, c.name from tenant.connections c where c.organisation_id = @organisation and c.id in (select b.id from tenant.beyond_plan('connections') b)
            order by 1 desc, 2 limit 200
            """, new { organisation = organisation.Value }, cancellationToken), cancellationToken);

    /// <summary>Gives an organisation what Free allows, where nothing limits it yet.</summary>
    public Task BeginAsync(Id<Organisation> organisation, PlanLimits free, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(free);
        return tenants.InTenantAsync(organisation, connection => connection.RunAsync(
            """
            insert into tenant.plan_limits (organisation_id, plan, skills, connections, seats, recording_days) values (@organisation, @plan, @skills, @connections, @seats, @days)
            on conflict (organisation_id) do update set skills = excluded.skills, connections = excluded.connections, seats = excluded.seats, recording_days = excluded.recording_days
            where not exists (select from tenant.billing_accounts a where a.organisation_id = excluded.organisation_id)
            """,
            new { organisation = organisation.Value, plan = PlanKeys.Free, skills = free.Skills, connections = free.Connections, seats = free.Seats, days = free.RecordingDays },
            cancellationToken), cancellationToken);
    }

    /// <summary>Takes every limit of an organisation away: billing is off.</summary>
    public Task EndAsync(Id<Organisation> organisation, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.RunAsync(
            "delete from tenant.plan_limits where organisation_id = @organisation", new { organisation = organisation.Value }, cancellationToken), cancellationToken);

    /// <summary>Name of an organisation, and the address of somebody who pays.</summary>
    public Task<BillingName?> NameAsync(Id<Organisation> organisation, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.FirstAsync<BillingName>(
            "select name, slug from tenant.organisations where organisation_id = @organisation", new { organisation = organisation.Value }, cancellationToken), cancellationToken);

    /// <summary>Every organisation.</summary>
    public async Task<List<Id<Organisation>>> OrganisationsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return (await connection.ListAsync<Named>("select organisation_id from tenant.organisations order by organisation_id", null, cancellationToken))
            .ConvertAll(row => Id<Organisation>.Parse(row.OrganisationId));
    }

    /// <summary>Organisations that are to be looked at.</summary>
    public async Task<List<Id<Organisation>>> ListDueAsync(CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return (await connection.ListAsync<Named>(
            """
            select organisation_id from tenant.billing_accounts where due_at <= @now
            union select organisation_id from platform.stripe_events where state = 'waiting' and next_at <= @now and organisation_id is not null
            """, new { now = clock.GetUtcNow() }, cancellationToken)).ConvertAll(row => Id<Organisation>.Parse(row.OrganisationId));
    }

    private sealed record Named(string OrganisationId);

    private sealed record Standing(
        string Status, string Plan, int? Seats, DateTimeOffset? CancelAt, DateTimeOffset? LateSince, string? PaymentMethod, bool GrowthStopped, int? Skills, int? Connections, int? RecordingDays,
        DateTimeOffset? PeriodEnd);
}
