using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Billing;

/// <summary>What Stripe said that happened: kept first, once, and handled then.</summary>
/// <param name="platform">The database.</param>
/// <param name="clock">Says when.</param>
public sealed class StripeEventStore(PlatformDatabase platform, TimeProvider clock)
{
    /// <summary>How often an event is tried before it is parked.</summary>
    public const int MostAttempts = 8;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5), Claimed = TimeSpan.FromMinutes(1);
    private static readonly string[] MeterErrors = ["v1.billing.meter.error_report_triggered", "v1.billing.meter.no_meter_found"];

    /// <summary>Keeps an event. One that names a customer whom nobody is waits parked for the operator; what could not be counted waits to be looked into.</summary>
    /// <param name="id">Stripe's id of it.</param>
    /// <param name="type">What happened.</param>
    /// <param name="customer">Whose; null where it names none: there is nothing to do about it.</param>
    /// <param name="createdAt">When, by Stripe's clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whose it is; null where it was known already, or is nobody's.</returns>
    public async Task<Id<Organisation>?> AddAsync(string id, string type, string? customer, DateTimeOffset createdAt, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenRepeatingAsync(cancellationToken);
        return await connection.ValueAsync<string>(
            """
            insert into platform.stripe_events (id, type, customer_id, organisation_id, created_at, received_at, state, next_at, error)
            select @id, @type, @customer, a.organisation_id, @createdAt, @now,
                case when @type = any (@meterErrors) then 'waiting' when @customer is null then 'done' when a.organisation_id is null then 'parked' else 'waiting' end, @now,
                case when @customer is not null and a.organisation_id is null then 'No organisation has this customer.' end
            from (select 1) one left join tenant.billing_accounts a on a.customer_id = @customer
            on conflict (id) do nothing returning organisation_id
            """, new { id, type, customer, createdAt, meterErrors = MeterErrors, now = clock.GetUtcNow() }, cancellationToken) is { } organisation
            ? Id<Organisation>.Parse(organisation)
            : null;
    }

    /// <summary>Gives an organisation the events of its customer that came before anybody knew whose it is.</summary>
    public async Task AdoptAsync(Id<Organisation> organisation, string customer, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        await connection.RunAsync(
            """
            update platform.stripe_events set state = 'waiting', organisation_id = @organisation, next_at = @now, error = null
            where customer_id = @customer and state = 'parked' and organisation_id is null
            """, new { organisation = organisation.Value, customer, now = clock.GetUtcNow() }, cancellationToken);
    }

    /// <summary>Events of an organisation that wait.</summary>
    public async Task<List<StripeEventRow>> WaitingAsync(Id<Organisation> organisation, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.ListAsync<StripeEventRow>(
            "select id, type, customer_id, organisation_id, created_at, state, attempts, error from platform.stripe_events where organisation_id = @organisation and state = 'waiting'",
            new { organisation = organisation.Value }, cancellationToken);
    }

    /// <summary>Notes that these were handled.</summary>
    public async Task DoneAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        await connection.RunAsync(
            "update platform.stripe_events set state = 'done', error = null, next_at = null, handled_at = @now where id = any (@ids) and state = 'waiting'",
            new { ids, now = clock.GetUtcNow() }, cancellationToken);
    }

    /// <summary>Notes that these could not be handled: they are tried again, later each time, and parked in the end.</summary>
    /// <param name="ids">Which.</param>
    /// <param name="error">Why.</param>
    /// <param name="ofTheirs">Whether it is for them that it failed; Stripe being out of reach never parks an event.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task FailedAsync(IReadOnlyCollection<string> ids, string error, bool ofTheirs, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        await connection.RunAsync(
            """
            update platform.stripe_events set attempts = attempts + 1, error = @error,
                state = case when @ofTheirs and attempts + 1 >= @most then 'parked' else state end,
                next_at = @now::timestamptz + @pause::interval * power(2, least(attempts, 10))
            where id = any (@ids) and state = 'waiting'
            """, new { ids, error, ofTheirs, most = MostAttempts, now = clock.GetUtcNow(), pause = FirstPause }, cancellationToken);
    }

    /// <summary>At most 100 events that are parked: what could not be counted first, and the youngest first of each.</summary>
    public async Task<List<StripeEventRow>> ParkedAsync(Id<Organisation>? organisation, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.ListAsync<StripeEventRow>(
            """
            select id, type, customer_id, organisation_id, created_at, state, attempts, error from platform.stripe_events
            where state = 'parked' and (@organisation is null or organisation_id = @organisation) order by type = any (@meterErrors) desc, received_at desc limit 100
            """, new { organisation = organisation?.Value, meterErrors = MeterErrors }, cancellationToken);
    }

    /// <summary>How many events are parked: of an organisation, or of all.</summary>
    public async Task<long> ParkedCountAsync(Id<Organisation>? organisation, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.ValueAsync<long>(
            "select count(*) from platform.stripe_events where state = 'parked' and (@organisation is null or organisation_id = @organisation)",
            new { organisation = organisation?.Value }, cancellationToken);
    }

    /// <summary>Takes what says that use could not be counted; for a while nobody else does.</summary>
    public async Task<List<StripeEventRow>> ClaimMeterErrorsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.ListAsync<StripeEventRow>(
            """
            update platform.stripe_events set next_at = @until where state = 'waiting' and next_at <= @now and type = any (@meterErrors)
            returning id, type, customer_id, organisation_id, created_at, state, attempts, error
            """, new { meterErrors = MeterErrors, now = clock.GetUtcNow(), until = clock.GetUtcNow() + Claimed }, cancellationToken);
    }

    /// <summary>Whose use was told under these identifiers, and which are whose.</summary>
    public async Task<IReadOnlyDictionary<Id<Organisation>, string[]>> OwnersAsync(IReadOnlyCollection<string> sends, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return (await connection.ListAsync<Owner>("select organisation_id, id from tenant.usage_sends where id = any (@sends) order by id", new { sends }, cancellationToken))
            .GroupBy(row => Id<Organisation>.Parse(row.OrganisationId)).ToDictionary(rows => rows.Key, rows => rows.Select(row => row.Id).ToArray());
    }

    /// <summary>Parks an event that says something to the operator.</summary>
    /// <param name="id">Which.</param>
    /// <param name="organisation">Whom it concerns, where that is one.</param>
    /// <param name="text">What it says.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task ReportAsync(string id, Id<Organisation>? organisation, string text, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        await connection.RunAsync(
            "update platform.stripe_events set state = 'parked', organisation_id = @organisation, error = @text, next_at = null where id = @id and state = 'waiting'",
            new { id, organisation = organisation?.Value, text }, cancellationToken);
    }

    /// <summary>Events that are parked and say that use could not be counted, the youngest first.</summary>
    public async Task<List<StripeEventRow>> UncountedAsync(CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.ListAsync<StripeEventRow>(
            """
            select id, type, customer_id, organisation_id, created_at, state, attempts, error from platform.stripe_events
            where state = 'parked' and type = any (@meterErrors) order by received_at desc
            """, new { meterErrors = MeterErrors }, cancellationToken);
    }

    /// <summary>Notes that the operator has seen to a parked event.</summary>
    /// <returns>Whether one was parked.</returns>
    public async Task<bool> SettleAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.RunAsync(
            "update platform.stripe_events set state = 'done', next_at = null, handled_at = @now where id = @id and state = 'parked'", new { id, now = clock.GetUtcNow() }, cancellationToken) > 0;
    }

    /// <summary>Lets a parked event be tried again; its customer may be somebody's by now.</summary>
    /// <returns>Whether one was parked.</returns>
    public async Task<bool> RetryAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.RunAsync(
            """
            update platform.stripe_events e set state = 'waiting', attempts = 0, next_at = @now, organisation_id = a.organisation_id
            from tenant.billing_accounts a where e.id = @id and e.state = 'parked' and a.customer_id = e.customer_id
            """, new { id, now = clock.GetUtcNow() }, cancellationToken) > 0;
    }

    /// <summary>Forgets what was handled so long ago that Stripe sends it no more, and as old events of customers that are nobody's; what could not be counted waits for the operator.</summary>
    public async Task PurgeAsync(CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        await connection.RunAsync(
            """
            delete from platform.stripe_events e where received_at < @before and (state = 'done' or (
                state = 'parked' and organisation_id is null and type <> all (@meterErrors) and not exists (select from tenant.billing_accounts a where a.customer_id = e.customer_id)))
            """, new { before = clock.GetUtcNow() - TimeSpan.FromDays(30), meterErrors = MeterErrors }, cancellationToken);
    }

    private sealed record Owner(string OrganisationId, string Id);
}
