using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Billing;

/// <summary>What Stripe said that happened: kept first, once, and handled then.</summary>
/// <param name="platform">The database.</param>
/// <param name="clock">Says when.</param>
public sealed class StripeEventStore(PlatformDatabase platform, TimeProvider clock)
{
    /// <summary>How often an event is tried before it is parked.</summary>
    public const int MostAttempts = 8;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);

    /// <summary>Keeps an event. One that names a customer whom nobody is waits parked for the operator.</summary>
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
                case when @customer is null then 'done' when a.organisation_id is null then 'parked' else 'waiting' end, @now,
                case when @customer is not null and a.organisation_id is null then 'No organisation has this customer.' end
            from (select 1) one left join tenant.billing_accounts a on a.customer_id = @customer
            on conflict (id) do nothing returning organisation_id
            """, new { id, type, customer, createdAt, now = clock.GetUtcNow() }, cancellationToken) is { } organisation
            ? Id<Organisation>.Parse(organisation)
            : null;
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

    /// <summary>Events that are parked, the youngest first.</summary>
    public async Task<List<StripeEventRow>> ParkedAsync(Id<Organisation>? organisation, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.ListAsync<StripeEventRow>(
            """
            select id, type, customer_id, organisation_id, created_at, state, attempts, error from platform.stripe_events
            where state = 'parked' and (@organisation is null or organisation_id = @organisation) order by received_at desc limit 100
            """, new { organisation = organisation?.Value }, cancellationToken);
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

    /// <summary>Forgets what was handled so long ago that Stripe sends it no more.</summary>
    public async Task PurgeAsync(CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        await connection.RunAsync(
            "delete from platform.stripe_events where state = 'done' and received_at < @before", new { before = clock.GetUtcNow() - TimeSpan.FromDays(30) }, cancellationToken);
    }
}
