using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;

namespace SaaSGate.Postgres.Notifications;

/// <summary>How each person is told: settings, browsers, and who they are on the other side of a channel.</summary>
/// <param name="tenants">The database.</param>
/// <param name="clock">Gives changes their time.</param>
public sealed class PersonalStore(TenantDatabase tenants, TimeProvider clock)
{
    private const int MostBrowsers = 20;
    private static readonly TimeSpan Believed = TimeSpan.FromMinutes(15);

    /// <summary>A person's settings.</summary>
    public async Task<PersonalSettings> FindAsync(Id<Organisation> organisation, string user, CancellationToken cancellationToken) =>
        await tenants.InTenantAsync(organisation, connection => connection.FirstAsync<PersonalSettings>(
            "select sound, desktop, least_severity from tenant.notification_settings where organisation_id = tenant.current_organisation() and user_id = @user",
            new { user }, cancellationToken), cancellationToken) ?? PersonalSettings.Default;

    /// <summary>Keeps a person's settings.</summary>
    public Task SaveAsync(Id<Organisation> organisation, Actor person, PersonalSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(settings);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            await connection.RunAsync(
                """
                insert into tenant.notification_settings (organisation_id, user_id, sound, desktop, least_severity)
                values (tenant.current_organisation(), @user, @sound, @desktop, @severity)
                on conflict (organisation_id, user_id) do update set sound = excluded.sound, desktop = excluded.desktop, least_severity = excluded.least_severity
                """,
                new { user = person.Id, sound = settings.Sound, desktop = settings.Desktop, severity = settings.LeastSeverity }, cancellationToken);
            await connection.AuditAsync(clock, person, "notification.settings", person.Id, settings, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>How many browsers of a person are told.</summary>
    public Task<long> CountBrowsersAsync(Id<Organisation> organisation, string user, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ValueAsync<long>(
            "select count(*) from tenant.push_subscriptions where organisation_id = tenant.current_organisation() and user_id = @user", new { user }, cancellationToken), cancellationToken);

    /// <summary>Has a browser told; one that was told before in this organisation, for whomever, is told for this person.</summary>
    /// <returns>False when the person has too many.</returns>
    public Task<bool> SubscribeAsync(Id<Organisation> organisation, Id<PushSubscription> id, Actor person, byte[] endpointHash, byte[] box, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(person);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            await connection.RunAsync(
                "delete from tenant.push_subscriptions where organisation_id = tenant.current_organisation() and endpoint_hash = @hash", new { hash = endpointHash }, cancellationToken);
            var made = await connection.RunAsync(
                $"""
                insert into tenant.push_subscriptions (organisation_id, id, user_id, endpoint_hash, sealed, created_at, from_position)
                select tenant.current_organisation(), @id, @user, @hash, @box, @now, {NotificationHead.Now}
                where (select count(*) from tenant.push_subscriptions where organisation_id = tenant.current_organisation() and user_id = @user) < @most
                """,
                new { id = id.Value, user = person.Id, hash = endpointHash, box, now = clock.GetUtcNow(), most = (long)MostBrowsers }, cancellationToken) == 1;
            if (made)
            {
                await NotificationHead.BeginAsync(connection, cancellationToken);
                await connection.AuditAsync(clock, person, "notification.browser-added", person.Id, new { subscriptionId = id.Value }, cancellationToken);
            }

            return made;
        }, cancellationToken);
    }

    /// <summary>Has a browser of a person told no longer.</summary>
    public Task<bool> UnsubscribeAsync(Id<Organisation> organisation, Actor person, byte[] endpointHash, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(person);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            var id = await connection.ValueAsync<string>(
                "delete from tenant.push_subscriptions where organisation_id = tenant.current_organisation() and user_id = @user and endpoint_hash = @hash returning id",
                new { user = person.Id, hash = endpointHash }, cancellationToken);
            if (id is null)
                return false;
            await connection.RunAsync("delete from tenant.notifications where organisation_id = tenant.current_organisation() and receiver = @id", new { id }, cancellationToken);
            await connection.AuditAsync(clock, person, "notification.browser-removed", person.Id, new { subscriptionId = id }, cancellationToken);
            return true;
        }, cancellationToken);
    }

    /// <summary>A browser; null when it is told no longer.</summary>
    public Task<PushSubscriptionRow?> FindBrowserAsync(Id<Organisation> organisation, string id, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.FirstAsync<PushSubscriptionRow>(
            """
            select p.id, p.user_id, p.sealed, exists (
                select from tenant.members m where m.organisation_id = p.organisation_id and m.user_id = p.user_id and 'decide' = any (tenant.permissions_of(m.roles))) as may_decide
            from tenant.push_subscriptions p where p.organisation_id = tenant.current_organisation() and p.id = @id
            """, new { id }, cancellationToken), cancellationToken);

    /// <summary>Forgets a browser that is gone, or whose person may decide no longer, with what waits for it.</summary>
    public Task ForgetBrowserAsync(Id<Organisation> organisation, string id, string why, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection =>
        {
            if (await connection.RunAsync("delete from tenant.push_subscriptions where organisation_id = tenant.current_organisation() and id = @id", new { id }, cancellationToken) == 1)
                await connection.AuditAsync(clock, Actor.System, "notification.browser-removed", id, new { why }, cancellationToken);
            await connection.RunAsync("delete from tenant.notifications where organisation_id = tenant.current_organisation() and receiver = @id", new { id }, cancellationToken);
        }, cancellationToken);

    /// <summary>Says who somebody on the other side of a channel is here.</summary>
    /// <returns>False when there is no such channel.</returns>
    public Task<bool> LinkAsync(Id<Organisation> organisation, string channel, string external, Actor person, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(person);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            var linked = await connection.RunAsync(
                """
                insert into tenant.channel_people (organisation_id, channel_id, external_id, user_id, linked_at)
                select organisation_id, id, @external, @user, @now from tenant.channels where organisation_id = tenant.current_organisation() and id = @channel
                on conflict (organisation_id, channel_id, external_id) do update set user_id = excluded.user_id, linked_at = excluded.linked_at
                """, new { channel, external, user = person.Id, now = clock.GetUtcNow() }, cancellationToken) == 1;
            if (linked)
                await connection.AuditAsync(clock, person, "notification.person-linked", channel, new { external }, cancellationToken);
            return linked;
        }, cancellationToken);
    }

    /// <summary>Ends that for a person.</summary>
    /// <returns>How many there were.</returns>
    public Task<int> UnlinkAsync(Id<Organisation> organisation, string channel, Actor person, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(person);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            var ended = await connection.RunAsync(
                "delete from tenant.channel_people where organisation_id = tenant.current_organisation() and channel_id = @channel and user_id = @user",
                new { channel, user = person.Id }, cancellationToken);
            if (ended > 0)
                await connection.AuditAsync(clock, person, "notification.person-unlinked", channel, null, cancellationToken);
            return ended;
        }, cancellationToken);
    }

    /// <summary>The person who somebody on the other side is, by a link of theirs; null where there is none.</summary>
    public Task<string?> FindLinkedAsync(Id<Organisation> organisation, string channel, string external, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ValueAsync<string>(
            "select user_id from tenant.channel_people where organisation_id = tenant.current_organisation() and channel_id = @channel and external_id = @external",
            new { channel, external }, cancellationToken), cancellationToken);

    /// <summary>The one member who may act here and is known to have this address, whatever its case; null where there is none, or more than one.</summary>
    public async Task<string?> FindByEmailAsync(Id<Organisation> organisation, string email, CancellationToken cancellationToken)
    {
        var found = await tenants.InTenantAsync(organisation, connection => connection.ListAsync<Found>(
            "select user_id from tenant.members where organisation_id = tenant.current_organisation() and lower(email) = lower(@email) and email_verified and roles <> '{}' limit 2",
            new { email }, cancellationToken), cancellationToken);
        return found is [var one] ? one.UserId : null;
    }

    /// <summary>Takes something in that was received and verified.</summary>
    /// <returns>False when it came before.</returns>
    public Task<bool> ReceiveAsync(Id<Organisation> organisation, string channel, byte[] hash, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection =>
        {
            await connection.RunAsync(
                "delete from tenant.channel_receipts where organisation_id = tenant.current_organisation() and channel_id = @channel and at < @before",
                new { channel, before = clock.GetUtcNow() - Believed }, cancellationToken);
            return await connection.RunAsync(
                """
                insert into tenant.channel_receipts (organisation_id, channel_id, hash, at)
                values (tenant.current_organisation(), @channel, @hash, @now) on conflict do nothing
                """, new { channel, hash, now = clock.GetUtcNow() }, cancellationToken) == 1;
        }, cancellationToken);

    private sealed record Found(string UserId);
}
