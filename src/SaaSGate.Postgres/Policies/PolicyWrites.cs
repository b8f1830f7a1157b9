using Npgsql;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Policies;

/// <summary>What changes of policies have in common, inside a transaction of the organisation.</summary>
internal static class PolicyWrites
{
    /// <summary>The state of a version <c>v</c> of a policy <c>p</c>.</summary>
    public const string State =
        "case when v.version = p.active_version then 'active' when v.activated_at is not null then 'retired' when v.review_asked_at is not null then 'review' else 'draft' end";

    /// <summary>Locks a policy that is not archived; null when there is none.</summary>
    public static Task<LockedPolicy?> LockAsync(this NpgsqlConnection connection, string id, CancellationToken cancellationToken) => connection.FirstAsync<LockedPolicy>(
        """
        select p.revision, coalesce(p.active_version, 0) as active_version, p.archived_at is not null as archived, p.archive_asked_by,
            coalesce((select s.second_person from tenant.policy_settings s where s.organisation_id = p.organisation_id), false) as second_person
        from tenant.policies p where p.organisation_id = tenant.current_organisation() and p.id = @id for update
        """,
        new { id }, cancellationToken);

    /// <summary>Adds the next version.</summary>
    /// <returns>Its number.</returns>
    public static Task<long> AddVersionAsync(this NpgsqlConnection connection, string id, NewPolicyVersion version, PolicyActor actor, CancellationToken cancellationToken) =>
        connection.ValueAsync<long>(
            """
            insert into tenant.policy_versions (organisation_id, policy_id, version, document, scope, based_on, note, created_by)
            select tenant.current_organisation(), @id, coalesce(max(v.version), 0) + 1, @Document, @Scope, @BasedOn, @Note, @person
            from tenant.policy_versions v where v.organisation_id = tenant.current_organisation() and v.policy_id = @id
            returning version
            """,
            new { id, version.Document, version.Scope, version.BasedOn, version.Note, person = actor.PersonId }, cancellationToken);

    /// <summary>Puts a version in force; gateways follow. A draft that ran beside the one before ends, as do faults of gateways.</summary>
    public static async Task<FeedEvent> ActivateAsync(
        this NpgsqlConnection connection, TimeProvider clock, string id, long version, PolicyActor actor, CancellationToken cancellationToken)
    {
        await connection.RunAsync(
            """
            update tenant.policy_versions set activated_at = @now, activated_by = @person
            where organisation_id = tenant.current_organisation() and policy_id = @id and version = @version;
            update tenant.policies p set active_version = @version, scope = v.scope, revision = p.revision + 1, archive_asked_by = null, archive_asked_at = null,
                shadow_version = case when p.shadow_version <= @version then null else p.shadow_version end
            from tenant.policy_versions v
            where p.organisation_id = tenant.current_organisation() and p.id = @id and v.organisation_id = p.organisation_id and v.policy_id = p.id and v.version = @version;
            delete from tenant.policy_faults where organisation_id = tenant.current_organisation() and policy_id = @id;
            """,
            new { id, version, person = actor.PersonId, now = clock.GetUtcNow() }, cancellationToken);
        return await connection.ChangedAsync(clock, id, actor, "policy.activated", new { version }, seen: true, cancellationToken);
    }

    /// <summary>Writes down that a policy was changed. Last of all: it locks the feed's head.</summary>
    /// <param name="connection">The transaction.</param>
    /// <param name="clock">The time.</param>
    /// <param name="id">Which policy.</param>
    /// <param name="actor">Who changed it.</param>
    /// <param name="action">What was done.</param>
    /// <param name="detail">More of it.</param>
    /// <param name="seen">Whether gateways see the change.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<FeedEvent> ChangedAsync(
        this NpgsqlConnection connection, TimeProvider clock, string id, PolicyActor actor, string action, object detail, bool seen, CancellationToken cancellationToken)
    {
        await connection.AuditAsync(clock, actor.Actor, action, id, detail, cancellationToken);
        if (seen)
            await connection.AppendViewAsync(cancellationToken);
        return await connection.AppendFeedAsync("PolicyChanged", id, detail, cancellationToken);
    }

    /// <summary>A policy's row, locked.</summary>
    internal sealed record LockedPolicy(long Revision, long ActiveVersion, bool Archived, string? ArchiveAskedBy, bool SecondPerson);
}
