using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Connections;

/// <summary>
/// Changes the credential of a connection. A new one takes its place and the one before is kept, usable again, until it is dropped; both are
/// sealed for the same purpose.
/// </summary>
/// <param name="tenants">The database.</param>
/// <param name="clock">Gives audit entries their time.</param>
public sealed class CredentialStore(TenantDatabase tenants, TimeProvider clock)
{
    /// <summary>The credential that is used; null when there is no such connection.</summary>
    public Task<SealedCredential?> FindAsync(Id<Organisation> organisation, Id<Connection> connection, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, database => database.FirstAsync<SealedCredential>(
            "select base_url, credential_kind as kind, credential_sealed as sealed, version from tenant.connections where organisation_id = @organisation and id = @id and removed_at is null",
            new { organisation = organisation.Value, id = connection.Value }, cancellationToken), cancellationToken);

    /// <summary>Puts a checked credential in use; gateways follow. False where the connection is not what it was.</summary>
    public Task<FeedEvent?> RotateAsync(Id<Organisation> organisation, Id<Connection> connection, long expected, NewCredential credential, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return ChangeAsync(
            organisation, connection, expected, "connection.credential_rotated", new { kind = credential.Kind, droppedOld = credential.DropOld }, actor,
            """
            previous_sealed = case when @drop then null else credential_sealed end, previous_kind = case when @drop then null else credential_kind end,
            previous_hint = case when @drop then null else credential_hint end, previous_since = case when @drop then null else credential_since end,
            credential_sealed = @sealed, credential_kind = @kind, credential_hint = @hint, credential_since = @now, credential_checked_at = @now, credential_check = 'accepted'
            """,
            "true",
            new
            {
                organisation = organisation.Value,
                id = connection.Value,
                expected,
                now = clock.GetUtcNow(),
                drop = credential.DropOld,
                @sealed = credential.Sealed,
                kind = credential.Kind,
                hint = credential.Hint,
            },
            cancellationToken);
    }

    /// <summary>Puts the one before in use again, and keeps the one that was; gateways follow.</summary>
    public Task<FeedEvent?> RevertAsync(Id<Organisation> organisation, Id<Connection> connection, long expected, Actor actor, CancellationToken cancellationToken) => ChangeAsync(
        organisation, connection, expected, "connection.credential_reverted", new { }, actor,
        """
        credential_sealed = previous_sealed, credential_kind = previous_kind, credential_hint = previous_hint, credential_since = @now, credential_checked_at = null,
        credential_check = null, previous_sealed = credential_sealed, previous_kind = credential_kind, previous_hint = credential_hint, previous_since = credential_since
        """,
        "previous_sealed is not null", new { organisation = organisation.Value, id = connection.Value, expected, now = clock.GetUtcNow() }, cancellationToken);

    /// <summary>Forgets the one before for good.</summary>
    public Task<FeedEvent?> DropPreviousAsync(Id<Organisation> organisation, Id<Connection> connection, long expected, Actor actor, CancellationToken cancellationToken) => ChangeAsync(
        organisation, connection, expected, "connection.credential_dropped", new { }, actor,
        "previous_sealed = null, previous_kind = null, previous_hint = null, previous_since = null",
        "previous_sealed is not null", new { organisation = organisation.Value, id = connection.Value, expected }, cancellationToken);

    /// <summary>Notes what the upstream said of the credential that is still in use.</summary>
    public Task NoteCheckAsync(Id<Organisation> organisation, Id<Connection> connection, long version, string result, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync(organisation, async database =>
        {
            if (await database.RunAsync(
                "update tenant.connections set credential_checked_at = @now, credential_check = @result where organisation_id = @organisation and id = @id and version = @version",
                new { organisation = organisation.Value, id = connection.Value, version, result, now = clock.GetUtcNow() }, cancellationToken) > 0)
                await database.AuditAsync(clock, actor, "connection.credential_checked", connection.Value, new { result }, cancellationToken);
        }, cancellationToken);
    }

    private Task<FeedEvent?> ChangeAsync(
        Id<Organisation> organisation, Id<Connection> connection, long expected, string action, object detail, Actor actor, string set, string where, object values,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync(organisation, async database =>
        {
            if (await database.RunAsync(
                $"update tenant.connections set {set}, version = version + 1 where organisation_id = @organisation and id = @id and removed_at is null and version = @expected and {where}", values, cancellationToken) == 0)
                return null;
            await database.AuditAsync(clock, actor, action, connection.Value, detail, cancellationToken);
            await database.AppendViewAsync(cancellationToken);
            return await database.AppendFeedAsync("ConnectionChanged", connection.Value, new { credential = action[(action.LastIndexOf('_') + 1)..] }, cancellationToken);
        }, cancellationToken);
    }
}
