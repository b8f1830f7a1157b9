using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;

namespace SaaSGate.Postgres.Notifications;

/// <summary>The ways by which people of an organisation are told.</summary>
/// <param name="tenants">The database.</param>
/// <param name="platform">Finds whose channel an outside service speaks of.</param>
/// <param name="clock">Gives changes their time.</param>
public sealed class ChannelStore(TenantDatabase tenants, PlatformDatabase platform, TimeProvider clock)
{
    private const string Own = "c.organisation_id = tenant.current_organisation()";

    private const string Columns = """
        c.id, c.name, c.kind, c.settings, c.secret_sealed, c.secret_names, c.events, c.least_severity, c.labels, c.rules, c.named_only, c.detail, c.enabled,
            c.created_at, c.from_position, c.version
        """;

    /// <summary>Channels without a look at what was sent to them.</summary>
    internal const string Alone = $"""
        select {Columns}, 0::bigint as waiting, 0::bigint as failed, null::timestamptz as sent_at, null::text as error
        from tenant.channels c where {Own}
        """;

    private const string Select = $"""
        select {Columns}, n.waiting, n.failed, n.sent_at, l.answer as error
        from tenant.channels c
        cross join lateral (
            select count(*) filter (where n.state = 'waiting') as waiting, count(*) filter (where n.state = 'failed') as failed, max(n.sent_at) as sent_at
            from tenant.notifications n where n.organisation_id = c.organisation_id and n.receiver = c.id) n
        left join lateral (
            select t.outcome, t.answer from tenant.notifications n join tenant.notification_attempts t on t.organisation_id = n.organisation_id and t.notification_id = n.id
            where n.organisation_id = c.organisation_id and n.receiver = c.id order by t.at desc, t.attempt desc limit 1) l on l.outcome in ('retry', 'refused')
        where {Own}
        """;

    /// <summary>Channels, by name.</summary>
    public Task<List<ChannelRow>> ListAsync(Id<Organisation> organisation, string? after, int limit, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<ChannelRow>(
            $"{Select} and (@after is null or c.name > @after) order by c.name limit @limit", new { after, limit }, cancellationToken), cancellationToken);

    /// <summary>A channel; null when it is not there.</summary>
    public Task<ChannelRow?> FindAsync(Id<Organisation> organisation, string id, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.FirstAsync<ChannelRow>($"{Select} and c.id = @id", new { id }, cancellationToken), cancellationToken);

    /// <summary>A channel as whoever sends needs it, without what was sent; null when it is not there.</summary>
    public Task<ChannelRow?> FindAloneAsync(Id<Organisation> organisation, string id, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.FirstAsync<ChannelRow>($"{Alone} and c.id = @id", new { id }, cancellationToken), cancellationToken);

    /// <summary>Whose a Slack channel is that is told; null where there is none of that id.</summary>
    public async Task<Id<Organisation>?> FindOwnerAsync(Id<NotificationChannel> id, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        var owner = await connection.ValueAsync<string>("select organisation_id from tenant.channels where id = @id", new { id = id.Value }, cancellationToken);
        return owner is null ? null : Id<Organisation>.Parse(owner);
    }

    /// <summary>Adds a channel: it is told of what happens from now on.</summary>
    /// <returns>False when the name is taken.</returns>
    public async Task<bool> CreateAsync(Id<Organisation> organisation, Id<NotificationChannel> id, ChannelDraft channel, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentNullException.ThrowIfNull(actor);
        try
        {
            await tenants.InTenantAsync(organisation, async connection =>
            {
                await connection.RunAsync(
                    $"""
                    insert into tenant.channels (organisation_id, id, name, kind, settings, secret_sealed, secret_names, events, least_severity, labels, rules, named_only, detail,
                        enabled, created_at, created_by, from_position)
                    values (tenant.current_organisation(), @id, @name, @kind, @settings::jsonb, @secret, @secretNames, @events, @severity, @labels, @rules, @namedOnly, @detail,
                        @enabled, @now, @actor, {NotificationHead.Now})
                    """, Parameters(id.Value, channel, 0, actor), cancellationToken);
                await NotificationHead.BeginAsync(connection, cancellationToken);
                await connection.AuditAsync(clock, actor, "channel.created", id.Value, Detail(channel), cancellationToken);
            }, cancellationToken);
            return true;
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }
    }

    /// <summary>
    /// Changes a channel where nobody else did. Paused, it is not sent to; what waits for it goes on when it does. With other secrets, the other side may
    /// be another: who its people are here, they say anew.
    /// </summary>
    public async Task<ChannelSave> UpdateAsync(
        Id<Organisation> organisation, string id, long expected, ChannelDraft channel, bool sameSecrets, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentNullException.ThrowIfNull(actor);
        try
        {
            return await tenants.InTenantAsync(organisation, async connection =>
            {
                var changed = await connection.RunAsync(
                    $"""
                    update tenant.channels c set name = @name, settings = @settings::jsonb, secret_sealed = @secret, secret_names = @secretNames, events = @events,
                        least_severity = @severity, labels = @labels, rules = @rules, named_only = @namedOnly, detail = @detail, enabled = @enabled, version = version + 1
                    where {Own} and c.id = @id and c.kind = @kind and c.version = @expected
                    """, Parameters(id, channel, expected, actor), cancellationToken);
                if (changed == 0)
                    return await connection.ValueAsync<bool>($"select true from tenant.channels c where {Own} and c.id = @id", new { id }, cancellationToken)
                        ? ChannelSave.ChangedMeanwhile
                        : ChannelSave.NotFound;
                if (!sameSecrets)
                    await connection.RunAsync(
                        "delete from tenant.channel_people where organisation_id = tenant.current_organisation() and channel_id = @id", new { id }, cancellationToken);
                await connection.RunAsync(
                    """
                    update tenant.notifications set next_at = case when @enabled then @now end
                    where organisation_id = tenant.current_organisation() and receiver = @id and state = 'waiting'
                    """, new { id, enabled = channel.Enabled, now = clock.GetUtcNow() }, cancellationToken);
                await connection.AuditAsync(clock, actor, "channel.changed", id, Detail(channel), cancellationToken);
                return ChannelSave.Saved;
            }, cancellationToken);
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return ChannelSave.NameTaken;
        }
    }

    /// <summary>Removes a channel, with what waits for it and its log.</summary>
    /// <returns>False when it is not there.</returns>
    public Task<bool> DeleteAsync(Id<Organisation> organisation, string id, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            var deleted = await connection.RunAsync($"delete from tenant.channels c where {Own} and c.id = @id", new { id }, cancellationToken);
            await connection.RunAsync("delete from tenant.notifications where organisation_id = tenant.current_organisation() and receiver = @id", new { id }, cancellationToken);
            if (deleted == 1)
                await connection.AuditAsync(clock, actor, "channel.deleted", id, null, cancellationToken);
            return deleted == 1;
        }, cancellationToken);
    }

    /// <summary>Notes that somebody tests a channel.</summary>
    /// <returns>False when it is not there.</returns>
    public Task<bool> AuditTestAsync(Id<Organisation> organisation, string id, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            var found = await connection.ValueAsync<bool>($"select true from tenant.channels c where {Own} and c.id = @id", new { id }, cancellationToken);
            if (found)
                await connection.AuditAsync(clock, actor, "channel.tested", id, null, cancellationToken);
            return found;
        }, cancellationToken);
    }

    private object Parameters(string id, ChannelDraft channel, long expected, Actor actor) => new
    {
        id,
        expected,
        name = channel.Name,
        kind = channel.Kind,
        settings = channel.Settings,
        secret = channel.SecretSealed,
        secretNames = channel.SecretNames,
        events = channel.Events,
        severity = channel.LeastSeverity,
        labels = channel.Labels,
        rules = channel.Rules,
        namedOnly = channel.NamedOnly,
        detail = channel.Detail,
        enabled = channel.Enabled,
        now = clock.GetUtcNow(),
        actor = actor.Id,
    };

    private static object Detail(ChannelDraft channel) =>
        new { name = channel.Name, kind = channel.Kind, events = channel.Events, detail = channel.Detail, enabled = channel.Enabled };
}
