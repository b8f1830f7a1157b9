using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;

namespace SaaSGate.Postgres.Notifications;

/// <summary>Messages: made from the feed, sent by whoever reads what is due, and kept thirty days as a log.</summary>
/// <param name="tenants">The database.</param>
/// <param name="platform">Finds in all organisations what is to be done.</param>
/// <param name="clock">Says what is due.</param>
public sealed class NotificationStore(TenantDatabase tenants, PlatformDatabase platform, TimeProvider clock)
{
    private const string Own = "n.organisation_id = tenant.current_organisation()";
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>Organisations with people to be told whose feed went on.</summary>
    public async Task<List<string>> ListBehindAsync(CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return (await connection.ListAsync<Behind>(
            "select h.organisation_id from tenant.notification_heads h join tenant.feed_heads f on f.organisation_id = h.organisation_id and f.position > h.position",
            null, cancellationToken)).ConvertAll(row => row.OrganisationId);
    }

    /// <summary>Receivers of all organisations with a message that is due.</summary>
    public async Task<List<(string OrganisationId, string Receiver)>> ListDueReceiversAsync(CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return (await connection.ListAsync<DueReceiver>(
            "select distinct organisation_id, receiver from tenant.notifications where state = 'waiting' and next_at <= @now", new { now = clock.GetUtcNow() }, cancellationToken))
            .ConvertAll(row => (row.OrganisationId, row.Receiver));
    }

    /// <summary>Makes messages of what happened since, and moves on, in one transaction: what was planned is sent, and nothing is planned twice.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="most">How many events at most.</param>
    /// <param name="plan">Says who is told of what.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many events were read.</returns>
    public Task<int> PlanAsync(Id<Organisation> organisation, int most, Func<NotificationRound, Task<IReadOnlyList<PlannedNotification>>> plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            if (await connection.FirstAsync<Head>(
                "select position from tenant.notification_heads where organisation_id = tenant.current_organisation() for update", null, cancellationToken) is not { } head)
                return 0;
            var events = await EventsAsync(connection, head.Position, most, cancellationToken);
            if (events.Count == 0)
                return 0;
            foreach (var one in await plan(await RoundAsync(connection, organisation, events, cancellationToken)))
                await InsertAsync(connection, one, cancellationToken);
            await connection.RunAsync(
                "update tenant.notification_heads set position = @position where organisation_id = tenant.current_organisation()",
                new { position = events[^1].Position }, cancellationToken);
            await connection.RunAsync(
                $"delete from tenant.notifications n where {Own} and n.at < @before and n.state <> 'waiting'", new { before = clock.GetUtcNow() - Kept }, cancellationToken);
            return events.Count;
        }, cancellationToken);
    }

    /// <summary>What is due for a receiver, oldest first. What is about the same thing as an older message waits for that one.</summary>
    public Task<List<DueNotification>> ListDueAsync(Id<Organisation> organisation, string receiver, int most, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<DueNotification>(
            $"""
            select n.id, n.event, n.subject, n.severity, n.facts, n.at, n.attempts, t.id is not null as told, t.handle as told_handle
            from tenant.notifications n
            left join lateral (
                select t.id, t.handle from tenant.notifications t
                where t.organisation_id = n.organisation_id and t.receiver = n.receiver and t.subject = n.subject and t.id < n.id and t.state = 'sent'
                  and t.event in ('waiting', 'escalated', 'locked', 'incident') order by t.id desc limit 1) t on true
            where {Own} and n.receiver = @receiver and n.state = 'waiting' and n.next_at <= @now and not exists (
                select from tenant.notifications o
                where o.organisation_id = n.organisation_id and o.receiver = n.receiver and o.subject = n.subject and o.state = 'waiting' and o.id < n.id)
            order by n.id limit @most
            """,
            new { receiver, most, now = clock.GetUtcNow() }, cancellationToken), cancellationToken);

    /// <summary>Notes what became of a try, with its line in the log.</summary>
    public Task NoteAsync(Id<Organisation> organisation, string id, NotificationResult result, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(result);
        return tenants.InTenantAsync(organisation, connection => connection.RunAsync(
            $"""
            with tried as (
                update tenant.notifications n set attempts = n.attempts + 1, answer = @answer, next_at = @nextAt, handle = coalesce(@handle::jsonb, n.handle),
                    state = case @outcome when 'sent' then 'sent' when 'void' then 'void' when 'refused' then 'failed' else 'waiting' end,
                    sent_at = case @outcome when 'sent' then @now else n.sent_at end
                where {Own} and n.id = @id and n.state = 'waiting' returning n.organisation_id, n.attempts)
            insert into tenant.notification_attempts (organisation_id, notification_id, attempt, at, outcome, status, answer)
            select organisation_id, @id, attempts, @now, @outcome, @status, @answer from tried
            """,
            new
            {
                id,
                outcome = result.Outcome,
                status = result.Status,
                answer = result.Answer,
                nextAt = result.Outcome == "retry" ? result.NextAt : null,
                handle = result.Handle,
                now = clock.GetUtcNow(),
            }, cancellationToken), cancellationToken);
    }

    /// <summary>Lets everything that is due for a receiver wait a moment.</summary>
    public Task PostponeAsync(Id<Organisation> organisation, string receiver, DateTimeOffset until, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.RunAsync(
            $"update tenant.notifications n set next_at = @until where {Own} and n.receiver = @receiver and n.state = 'waiting' and n.next_at < @until",
            new { receiver, until }, cancellationToken), cancellationToken);

    /// <summary>The log of a receiver, newest first.</summary>
    public Task<List<NotificationView>> ListAsync(Id<Organisation> organisation, string receiver, string? before, int limit, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection =>
        {
            var rows = await connection.ListAsync<NotificationView>(
                $"""
                select n.id, n.event, n.subject, n.severity, n.at, n.state, n.next_at, n.sent_at from tenant.notifications n
                where {Own} and n.receiver = @receiver and (@before is null or n.id < @before) order by n.id desc limit @limit
                """, new { receiver, before, limit }, cancellationToken);
            var tries = (await connection.ListAsync<Tried>(
                """
                select notification_id, attempt, at, outcome, status, answer from tenant.notification_attempts
                where organisation_id = tenant.current_organisation() and notification_id = any (@ids) order by attempt
                """, new { ids = rows.ConvertAll(row => row.Id) }, cancellationToken)).ToLookup(row => row.NotificationId);
            return rows.ConvertAll(row => row with
            {
                Attempts = [.. tries[row.Id].Select(tried => new NotificationAttempt(tried.Attempt, tried.At, tried.Outcome, tried.Status, tried.Answer))],
            });
        }, cancellationToken);

    /// <summary>Has a message of a channel tried again now, whatever became of it before; one that was sent is sent once more.</summary>
    /// <returns>False when it is not there.</returns>
    public Task<bool> RetryAsync(Id<Organisation> organisation, string receiver, string id, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            var found = await connection.RunAsync(
                $"""
                update tenant.notifications n set state = 'waiting', next_at = case when exists (
                    select from tenant.channels c where c.organisation_id = n.organisation_id and c.id = n.receiver and c.enabled) then @now end
                where {Own} and n.receiver = @receiver and n.id = @id
                """,
                new { receiver, id, now = clock.GetUtcNow() }, cancellationToken) == 1;
            if (found)
                await connection.AuditAsync(clock, actor, "notification.retried", receiver, new { notificationId = id }, cancellationToken);
            return found;
        }, cancellationToken);
    }

    /// <summary>Whether a message of this handle told this channel of a subject.</summary>
    public Task<bool> WasToldAsync(Id<Organisation> organisation, string receiver, string subject, string handleKey, string handleValue, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ValueAsync<bool>(
            $"select true from tenant.notifications n where {Own} and n.receiver = @receiver and n.subject = @subject and n.handle ->> @handleKey = @handleValue limit 1",
            new { receiver, subject, handleKey, handleValue }, cancellationToken), cancellationToken);

    /// <summary>The organisation's name.</summary>
    public Task<string?> FindNameAsync(Id<Organisation> organisation, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ValueAsync<string>(
            "select name from tenant.organisations where organisation_id = tenant.current_organisation()", null, cancellationToken), cancellationToken);

    /// <summary>What a lock stops, and why.</summary>
    public Task<LockFacts> FindLockAsync(Id<Organisation> organisation, string target, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection => (await connection.FirstAsync<LockFacts>(
            $"""
            select coalesce(
                (select s.name from tenant.skills s where s.organisation_id = tenant.current_organisation() and s.id = @target),
                (select m.display_name from tenant.members m where m.organisation_id = tenant.current_organisation() and m.user_id = @target),
                (select c.name from tenant.connections c where c.organisation_id = tenant.current_organisation() and c.id = @target),
                (select o.name from tenant.organisations o where o.organisation_id = tenant.current_organisation() and o.organisation_id = @target), @target) as name,
                l.reason, l.by_name
            from (select 1) one left join lateral (
                select k.reason, {ActorNames.Of("k.created_by")} as by_name from tenant.locks k
                where k.organisation_id = tenant.current_organisation() and k.target_id = @target order by k.id desc limit 1) l on true
            """, new { target }, cancellationToken))!, cancellationToken);

    /// <summary>By whom and when a skill is to be confirmed; null where it is not any more.</summary>
    public Task<ConfirmationFacts?> FindConfirmationAsync(Id<Organisation> organisation, string skill, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.FirstAsync<ConfirmationFacts>(
            """
            select s.name, coalesce(m.display_name, s.owner_user_id) as owner_name, s.confirm_by
            from tenant.skills s left join tenant.members m on m.organisation_id = s.organisation_id and m.user_id = s.owner_user_id
            where s.organisation_id = tenant.current_organisation() and s.id = @skill and s.status = 'active' and s.confirm_told > 0
            """, new { skill }, cancellationToken), cancellationToken);

    private static Task<List<NotifiableEvent>> EventsAsync(NpgsqlConnection connection, long after, int most, CancellationToken cancellationToken) =>
        connection.ListAsync<NotifiableEvent>(
            """
            select f.position, f.at, f.kind, f.subject, f.payload, a.policy_id, a.policy_version, coalesce(s.labels, p.labels) as labels,
                i.severity as incident_severity, i.status as incident_status, i.created_at as incident_at
            from tenant.feed f
            left join tenant.approvals a on a.organisation_id = f.organisation_id and a.id = f.subject
            left join tenant.skills s on s.organisation_id = f.organisation_id and s.id = coalesce(a.skill_id, f.subject)
            left join tenant.approval_projections p on p.partner_organisation_id = f.organisation_id and p.approval_id = f.subject
            left join tenant.incidents i on i.organisation_id = f.organisation_id and i.id = f.subject
            where f.organisation_id = tenant.current_organisation() and f.position > @after order by f.position limit @most
            """, new { after, most }, cancellationToken);

    private static async Task<NotificationRound> RoundAsync(
        NpgsqlConnection connection, Id<Organisation> organisation, List<NotifiableEvent> events, CancellationToken cancellationToken)
    {
        var channels = await connection.ListAsync<ChannelRow>(
            $"{ChannelStore.Alone} and c.enabled order by c.id", null, cancellationToken);
        var browsers = await connection.ListAsync<PushReceiver>(
            """
            select p.id, p.user_id, coalesce(s.least_severity, 'low') as least_severity, p.from_position, array(
                select g.name from tenant.reviewer_group_members r join tenant.reviewer_groups g on g.organisation_id = r.organisation_id and g.id = r.group_id
                where r.organisation_id = p.organisation_id and r.member_id = p.user_id) as groups
            from tenant.push_subscriptions p
            join tenant.members m on m.organisation_id = p.organisation_id and m.user_id = p.user_id and 'decide' = any (tenant.permissions_of(m.roles))
            left join tenant.notification_settings s on s.organisation_id = p.organisation_id and s.user_id = p.user_id
            where p.organisation_id = @organisation order by p.id
            """, new { organisation = organisation.Value }, cancellationToken);
        var told = await connection.ListAsync<ToldBefore>(
            $"select distinct n.receiver, n.subject from tenant.notifications n where {Own} and n.subject = any (@subjects) and n.event in ('waiting', 'escalated')",
            new { subjects = events.ConvertAll(one => one.Subject) }, cancellationToken);
        return new(events, channels, browsers, told.Select(row => NotificationRound.Pair(row.Receiver, row.Subject)).ToHashSet(StringComparer.Ordinal));
    }

    private Task<int> InsertAsync(NpgsqlConnection connection, PlannedNotification one, CancellationToken cancellationToken) => connection.RunAsync(
        """
        insert into tenant.notifications (organisation_id, id, receiver, key, event, subject, severity, facts, at, next_at)
        values (tenant.current_organisation(), @id, @receiver, @key, @event, @subject, @severity, @facts::jsonb, @at, @now) on conflict do nothing
        """,
        new
        {
            id = Id<Notification>.New(clock).Value,
            receiver = one.Receiver,
            key = one.Key,
            @event = one.Event,
            subject = one.Of.Subject,
            severity = one.Severity,
            facts = one.Of.Payload.GetRawText(),
            at = one.Of.At,
            now = clock.GetUtcNow(),
        }, cancellationToken);

    private sealed record Behind(string OrganisationId);

    private sealed record DueReceiver(string OrganisationId, string Receiver);

    private sealed record Head(long Position);

    private sealed record ToldBefore(string Receiver, string Subject);

    private sealed record Tried(string NotificationId, int Attempt, DateTimeOffset At, string Outcome, int? Status, string Answer);
}
