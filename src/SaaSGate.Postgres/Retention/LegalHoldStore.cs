using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;

namespace SaaSGate.Postgres.Retention;

/// <summary>Legal holds: nothing of what they keep is deleted while they last.</summary>
/// <param name="tenants">The database.</param>
/// <param name="clock">Gives them their time.</param>
public sealed class LegalHoldStore(TenantDatabase tenants, TimeProvider clock)
{
    private static readonly string Select = $"""
        select h.id, h.kind, h.target_id, coalesce(case h.kind
                when 'skill' then (select s.name from tenant.skills s where s.organisation_id = h.organisation_id and s.id = h.target_id)
                when 'session' then (select s.skill_name from tenant.sessions s where s.organisation_id = h.organisation_id and s.id = h.target_id)
                when 'incident' then (select i.title from tenant.incidents i where i.organisation_id = h.organisation_id and i.id = h.target_id)
                when 'person' then {ActorNames.Of("h.target_id")} end, h.target_id) as target_name,
            h.reason, h.created_at, {ActorNames.Of("h.created_by")} as created_by_name, h.lifted_at,
            case when h.lifted_by is not null then {ActorNames.Of("h.lifted_by")} end as lifted_by_name, h.lift_reason
        from tenant.legal_holds h where h.organisation_id = @organisation
        """;

    /// <summary>Holds, newest first.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="lifted">Whether those that were lifted are listed too.</param>
    /// <param name="before">Only those with a smaller id; null for the newest.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<List<LegalHold>> ListAsync(Id<Organisation> organisation, bool lifted, string? before, int limit, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<LegalHold>(
            $"{Select} and (@lifted or h.lifted_at is null) and (@before is null or h.id < @before) order by h.id desc limit @limit",
            new { organisation = organisation.Value, lifted, before, limit }, cancellationToken), cancellationToken);

    /// <summary>A hold; null when it is not there.</summary>
    public Task<LegalHold?> FindAsync(Id<Organisation> organisation, string id, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => FindAsync(connection, organisation, id, cancellationToken), cancellationToken);

    /// <summary>Begins one. When this returns, no deletion is under way that did not see it.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="id">Its id.</param>
    /// <param name="kind">session, skill, person or incident.</param>
    /// <param name="targetId">Id of that.</param>
    /// <param name="reason">Why.</param>
    /// <param name="actor">Who sets it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The hold; null when there is no such thing in the organisation.</returns>
    public Task<LegalHold?> CreateAsync(
        Id<Organisation> organisation, Id<RetentionHold> id, string kind, string targetId, string reason, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            await connection.LockRetentionAsync(cancellationToken);
            if (!await IsThereAsync(connection, organisation, kind, targetId, cancellationToken))
                return null;
            await connection.RunAsync(
                """
                insert into tenant.legal_holds (organisation_id, id, kind, target_id, reason, created_by, created_at)
                values (@organisation, @id, @kind, @targetId, @reason, @actor, @now)
                """,
                new { organisation = organisation.Value, id = id.Value, kind, targetId, reason, actor = actor.Id, now = clock.GetUtcNow() }, cancellationToken);
            await connection.AuditAsync(clock, actor, "hold.created", targetId, new { holdId = id.Value, kind, reason }, cancellationToken);
            return await FindAsync(connection, organisation, id.Value, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>Ends one: what is old enough goes with the next steps.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="id">Which.</param>
    /// <param name="reason">Why.</param>
    /// <param name="actor">Who lifts it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The hold, also where it was lifted before; null when it is not there.</returns>
    public Task<LegalHold?> LiftAsync(Id<Organisation> organisation, string id, string reason, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            var lifted = await connection.RunAsync(
                """
                update tenant.legal_holds set lifted_by = @actor, lifted_at = @now, lift_reason = @reason
                where organisation_id = @organisation and id = @id and lifted_at is null
                """,
                new { organisation = organisation.Value, id, actor = actor.Id, now = clock.GetUtcNow(), reason }, cancellationToken);
            var hold = await FindAsync(connection, organisation, id, cancellationToken);
            if (lifted == 1 && hold is not null)
                await connection.AuditAsync(clock, actor, "hold.lifted", hold.TargetId, new { holdId = id, hold.Kind, reason }, cancellationToken);
            return hold;
        }, cancellationToken);
    }

    private static Task<LegalHold?> FindAsync(NpgsqlConnection connection, Id<Organisation> organisation, string id, CancellationToken cancellationToken) =>
        connection.FirstAsync<LegalHold>($"{Select} and h.id = @id", new { organisation = organisation.Value, id }, cancellationToken);

    private static async Task<bool> IsThereAsync(NpgsqlConnection connection, Id<Organisation> organisation, string kind, string targetId, CancellationToken cancellationToken) =>
        await connection.ValueAsync<bool>(
            """
            select case @kind
                when 'session' then exists (select from tenant.sessions where organisation_id = @organisation and id = @targetId)
                when 'skill' then exists (select from tenant.skills where organisation_id = @organisation and id = @targetId)
                when 'incident' then exists (select from tenant.incidents where organisation_id = @organisation and id = @targetId)
                else exists (select from tenant.members where organisation_id = @organisation and user_id = @targetId)
                    or exists (select from tenant.skills where organisation_id = @organisation and owner_user_id = @targetId)
                    or exists (select from tenant.sessions where organisation_id = @organisation and owner_user_id = @targetId) end
            """,
            new { organisation = organisation.Value, kind, targetId }, cancellationToken);
}
