using System.Globalization;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;

namespace SaaSGate.Postgres.Billing;

/// <summary>What was used, and what Stripe was told of it.</summary>
/// <param name="tenants">The database.</param>
/// <param name="clock">Says when.</param>
public sealed class UsageStore(TenantDatabase tenants, TimeProvider clock)
{
    /// <summary>Puts into the outbox what hours that are over have that is not in it. What was used before the subscription is waived.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="startedAt">When the subscription began: hours that began before are nobody's to pay.</param>
    /// <param name="periodStart">Of what is being paid for: what was used before it, and came in since, counts now.</param>
    /// <param name="oldest">The oldest time that Stripe takes.</param>
    /// <param name="thisHour">The hour of now, or the last one that is paid for.</param>
    /// <param name="isOver">Whether it is taken too, as it is now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many were put there.</returns>
    public Task<int> QueueAsync(
        Id<Organisation> organisation, DateTimeOffset startedAt, DateTimeOffset periodStart, DateTimeOffset oldest, DateTimeOffset thisHour, bool isOver, CancellationToken cancellationToken)
    {
        return tenants.InTenantAsync(organisation, async connection =>
        {
            await connection.RunAsync(
                "update tenant.usage_hours set waived = waived + quantity - queued, queued = quantity where organisation_id = @organisation and quantity <> queued and hour < @startedAt",
                new { organisation = organisation.Value, startedAt }, cancellationToken);
            return await connection.RunAsync(
                """
                with behind as (
                    select meter, hour, quantity - queued as quantity, case when hour >= @from then hour else @thisHour end as billed_hour
                    from tenant.usage_hours where organisation_id = @organisation and quantity <> queued and hour < @until order by meter, hour for update),
                next as (
                    select distinct on (meter, billed_hour) * from behind b
                    where not exists (select from tenant.usage_sends s where s.organisation_id = @organisation and s.meter = b.meter and s.billed_hour = b.billed_hour and s.state = 'waiting')
                    order by meter, billed_hour, hour),
                counted as (
                    update tenant.usage_hours u set queued = u.queued + n.quantity from next n where u.organisation_id = @organisation and u.meter = n.meter and u.hour = n.hour)
                insert into tenant.usage_sends (organisation_id, id, meter, hour, billed_hour, at, quantity, next_at)
                select @organisation, 'use_' || replace(gen_random_uuid()::text, '-', ''), meter, hour, billed_hour, greatest(billed_hour, @periodStart), quantity, @now from next
                """,
                new
                {
                    organisation = organisation.Value,
                    thisHour,
                    until = isOver ? thisHour.AddHours(1) : thisHour,
                    periodStart,
                    from = Later(UsageHour.Of(periodStart), UsageHour.Of(oldest) + TimeSpan.FromHours(1)),
                    now = clock.GetUtcNow(),
                }, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>What is to be sent now.</summary>
    public Task<List<UsageSend>> NextAsync(Id<Organisation> organisation, int most, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<UsageSend>(
            """
            select id, meter, billed_hour, at, quantity, attempts, window_from, tried_at, error from tenant.usage_sends
            where organisation_id = @organisation and state = 'waiting' and next_at <= @now order by next_at, id limit @most
            """, new { organisation = organisation.Value, most, now = clock.GetUtcNow() }, cancellationToken), cancellationToken);

    /// <summary>Use of hours before a time that was tried and is not known to have arrived, or known not to have: its day is not compared while it waits.</summary>
    public Task<List<UsageSend>> StuckAsync(Id<Organisation> organisation, DateTimeOffset before, int most, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<UsageSend>(
            """
            select id, meter, billed_hour, at, quantity, attempts, window_from, tried_at, error from tenant.usage_sends
            where organisation_id = @organisation and state = 'waiting' and attempts > 0 and hour < @before order by hour, id limit @most
            """, new { organisation = organisation.Value, before, most }, cancellationToken), cancellationToken);

    /// <summary>When the next is to be sent; null where nothing waits.</summary>
    public Task<DateTimeOffset?> NextAtAsync(Id<Organisation> organisation, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ValueAsync<DateTimeOffset?>(
            "select min(next_at) from tenant.usage_sends where organisation_id = @organisation and state = 'waiting'", new { organisation = organisation.Value }, cancellationToken), cancellationToken);

    /// <summary>Notes an attempt, before it is made.</summary>
    /// <returns>Whether nobody else made one meanwhile.</returns>
    public Task<bool> TryAsync(Id<Organisation> organisation, UsageSend send, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(send);
        return tenants.InTenantAsync(organisation, async connection => await connection.RunAsync(
            """
            update tenant.usage_sends set attempts = attempts + 1, window_from = coalesce(window_from, @now), tried_at = @now
            where organisation_id = @organisation and id = @id and state = 'waiting' and attempts = @attempts
            """, new { organisation = organisation.Value, id = send.Id, attempts = send.Attempts, now = clock.GetUtcNow() }, cancellationToken) == 1, cancellationToken);
    }

    /// <summary>Notes that Stripe has it.</summary>
    public Task SentAsync(Id<Organisation> organisation, string id, CancellationToken cancellationToken) => tenants.InTenantAsync(organisation, connection => connection.RunAsync(
        "update tenant.usage_sends set state = 'sent', sent_at = @now, error = null where organisation_id = @organisation and id = @id and state = 'waiting'",
        new { organisation = organisation.Value, id, now = clock.GetUtcNow() }, cancellationToken), cancellationToken);

    /// <summary>Notes why it is not known to be there, and when to go on.</summary>
    public Task LaterAsync(Id<Organisation> organisation, string id, string? error, DateTimeOffset nextAt, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.RunAsync(
            "update tenant.usage_sends set error = @error, next_at = @nextAt where organisation_id = @organisation and id = @id and state = 'waiting'",
            new { organisation = organisation.Value, id, error, nextAt }, cancellationToken), cancellationToken);

    /// <summary>Notes that Stripe has certainly not got it: it is sent as if for the first time, in the same hour or, where Stripe takes that no more, in this one.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="send">What.</param>
    /// <param name="at">The event's time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether there is room in that hour.</returns>
    public Task<bool> AgainAsync(Id<Organisation> organisation, UsageSend send, DateTimeOffset at, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(send);
        return tenants.InTenantAsync(organisation, async connection => await connection.RunAsync(
            """
            update tenant.usage_sends s set window_from = null, at = @at, billed_hour = @hour, next_at = @now
            where organisation_id = @organisation and id = @id and state = 'waiting' and not exists (
                select from tenant.usage_sends o where o.organisation_id = s.organisation_id and o.meter = s.meter and o.billed_hour = @hour and o.state = 'waiting' and o.id <> s.id)
            """, new { organisation = organisation.Value, id = send.Id, at, hour = UsageHour.Of(at), now = clock.GetUtcNow() }, cancellationToken) == 1, cancellationToken);
    }

    /// <summary>What Stripe certainly has, of hours.</summary>
    public Task<long> SentSumAsync(Id<Organisation> organisation, string meter, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ValueAsync<long>(
            """
            select coalesce(sum(quantity), 0)::bigint from tenant.usage_sends
            where organisation_id = @organisation and meter = @meter and billed_hour >= @from and billed_hour < @until and state = 'sent'
            """, new { organisation = organisation.Value, meter, from, until }, cancellationToken), cancellationToken);

    /// <summary>Whether Stripe's sums of hours have all that there is of them: nothing waits, and nothing was sent after a time.</summary>
    public Task<bool> IsSettledAsync(Id<Organisation> organisation, DateTimeOffset from, DateTimeOffset until, DateTimeOffset sentBy, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ValueAsync<bool>(
            """
            select not exists (
                select from tenant.usage_sends
                where organisation_id = @organisation and billed_hour >= @from and billed_hour < @until and (state = 'waiting' or sent_at > @sentBy))
            """, new { organisation = organisation.Value, from, until, sentBy }, cancellationToken), cancellationToken);

    /// <summary>Use by day.</summary>
    public Task<List<UsageDay>> DaysAsync(Id<Organisation> organisation, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<UsageDay>(
            """
            select meter, to_char(hour at time zone 'UTC', 'YYYY-MM-DD') as day, sum(quantity)::bigint as quantity from tenant.usage_hours
            where organisation_id = @organisation and hour >= @from and hour < @until group by 1, 2 order by 1, 2
            """, new { organisation = organisation.Value, from, until }, cancellationToken), cancellationToken);

    /// <summary>Corrects what was counted, by the operator: it counts in the hour of now.</summary>
    public Task<string> AdjustAsync(Id<Organisation> organisation, string meter, long quantity, string reason, string byName, CancellationToken cancellationToken)
    {
        var (id, now) = (Id<UsageAdjustment>.New(clock).Value, clock.GetUtcNow());
        return tenants.InTenantAsync(organisation, async connection =>
        {
            await connection.RunAsync(
                """
                insert into tenant.usage_adjustments (organisation_id, id, meter, hour, quantity, reason, by_name, at) values (@organisation, @id, @meter, @hour, @quantity, @reason, @byName, @now)
                """, new { organisation = organisation.Value, id, meter, hour = UsageHour.Of(now), quantity, reason, byName, now }, cancellationToken);
            await connection.RunAsync(
                """
                insert into tenant.usage_hours as u (organisation_id, meter, hour, quantity) values (@organisation, @meter, @hour, @quantity)
                on conflict (organisation_id, meter, hour) do update set quantity = u.quantity + excluded.quantity
                """, new { organisation = organisation.Value, meter, hour = UsageHour.Of(now), quantity }, cancellationToken);
            await connection.AuditAsync(clock, new Actor("system", byName), "billing.usage_adjusted", id, new { meter, quantity, reason }, cancellationToken);
            return id;
        }, cancellationToken);
    }

    /// <summary>Keeps what a comparison with Stripe came to; a difference is audited.</summary>
    public Task ReconciledAsync(Id<Organisation> organisation, DateOnly day, string meter, long sent, long counted, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection =>
        {
            var text = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            await connection.RunAsync(
                """
                insert into tenant.usage_reconciliations (organisation_id, day, meter, sent, counted, at) values (@organisation, @day::date, @meter, @sent, @counted, @now)
                on conflict (organisation_id, day, meter) do update set sent = excluded.sent, counted = excluded.counted, at = excluded.at
                """, new { organisation = organisation.Value, day = text, meter, sent, counted, now = clock.GetUtcNow() }, cancellationToken);
            if (sent != counted)
                await connection.AuditAsync(clock, Actor.System, "billing.usage_differs", meter, new { day = text, sent, counted }, cancellationToken);
        }, cancellationToken);

    /// <summary>Comparisons with Stripe, the youngest first.</summary>
    public Task<List<UsageReconciliation>> ReconciliationsAsync(Id<Organisation> organisation, int most, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<UsageReconciliation>(
            """
            select to_char(day, 'YYYY-MM-DD') as day, meter, sent, counted, at from tenant.usage_reconciliations where organisation_id = @organisation order by day desc, meter limit @most
            """, new { organisation = organisation.Value, most }, cancellationToken), cancellationToken);

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
