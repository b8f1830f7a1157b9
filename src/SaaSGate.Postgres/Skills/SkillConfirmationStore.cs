using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;
using SaaSGate.Postgres.Regions;
using Lock = SaaSGate.Contracts.Ids.Lock;

namespace SaaSGate.Postgres.Skills;

/// <summary>
/// Skills come up for confirmation by their owner: notices are given 30 days, a week and a day before, and those that nobody confirms are
/// suspended. Nothing is suspended within a day of its last notice, whenever that could be given.
/// </summary>
/// <param name="platform">Finds what is due, of all organisations.</param>
/// <param name="tenants">The database.</param>
/// <param name="stops">What is suspended is a stop as well.</param>
/// <param name="clock">Decides what is due.</param>
public sealed class SkillConfirmationStore(PlatformDatabase platform, TenantDatabase tenants, StopStore stops, TimeProvider clock)
{
    /// <summary>Organisations in which a notice or a suspension is due.</summary>
    public async Task<IReadOnlyList<string>> ListDueAsync(CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return (await connection.ListAsync<Due>(
            """
            select distinct organisation_id from tenant.skills
            where status = 'active' and (confirm_by <= @now or cardinality(array(select d from unnest(array[30, 7, 1]) d where confirm_by <= @now + make_interval(days => d))) > confirm_told)
            """,
            new { now = clock.GetUtcNow() }, cancellationToken)).ConvertAll(row => row.OrganisationId);
    }

    /// <summary>Gives notices that are due, and suspends what nobody confirmed.</summary>
    /// <returns>Events of feeds.</returns>
    public async Task<IReadOnlyList<FeedAppended>> SeeToAsync(Id<Organisation> organisation, CancellationToken cancellationToken)
    {
        var told = await tenants.InTenantAsync(organisation, connection => TellAsync(connection, organisation, cancellationToken), cancellationToken);
        var suspended = await tenants.InTenantAsync(organisation, connection => SuspendAsync(connection, organisation, cancellationToken), cancellationToken);
        if (suspended.Count > 0)
            await tenants.InTenantAsync(organisation, connection => connection.AppendViewAsync(cancellationToken), cancellationToken);
        return [.. told, .. suspended];
    }

    /// <summary>The owner confirms a skill. One that was suspended because nobody did goes on, and one that somebody left goes on with another owner.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="skill">Which.</param>
    /// <param name="owners">Who may speak for its owner: the person, or who made the token.</param>
    /// <param name="until">When it comes up next.</param>
    /// <param name="actor">Who confirms it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The skill and events of feeds; no skill where it is not there, is over, somebody else's, or still the leaver's.</returns>
    public async Task<(SkillView? Skill, IReadOnlyList<FeedAppended> Feeds)> ConfirmAsync(
        Id<Organisation> organisation, Id<Skill> skill, IReadOnlyList<string> owners, DateTimeOffset until, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return await tenants.InTenantAsync<(SkillView?, IReadOnlyList<FeedAppended>)>(organisation, async connection =>
        {
            var parameters = new { organisation = organisation.Value, skill = skill.Value, owners, until, now = clock.GetUtcNow(), actor = actor.Id };
            var before = await connection.FirstAsync<Held>(
                """
                select status = 'suspended' as is_suspended, confirm_lock as lock_id from tenant.skills
                where organisation_id = @organisation and id = @skill and owner_user_id = any (@owners)
                  and (status = 'active' or (status = 'suspended' and case when left_by is null then confirm_lock is not null else left_by <> owner_user_id end)) for update
                """,
                parameters, cancellationToken);
            if (before is null)
                return (null, []);
            await connection.RunAsync(
                """
                update tenant.skills set status = 'active', confirmed_at = @now, confirm_by = @until, confirm_told = 0, confirm_lock = null, left_by = null
                where organisation_id = @organisation and id = @skill
                """,
                parameters, cancellationToken);
            await connection.AuditAsync(clock, actor, "skill.confirmed", skill.Value, new { until }, cancellationToken);
            if (before.LockId is { } held)
            {
                // Its own lock alone: whoever else stopped the skill has not said that it may go on.
                await connection.RunAsync(
                    "update tenant.locks set lifted_by = @actor, lifted_at = @now where organisation_id = @organisation and id = @held and lifted_at is null",
                    new { organisation = organisation.Value, held, actor = actor.Id, now = clock.GetUtcNow() }, cancellationToken);
                await connection.RunAsync(
                    "select platform.append_stop(@organisation, 'skill', @skill, @held, true)", new { organisation = organisation.Value, skill = skill.Value, held }, cancellationToken);
            }

            if (before.IsSuspended)
                await connection.AppendViewAsync(cancellationToken);
            var view = (await connection.ReadSkillAsync(skill, cancellationToken))!;
            return (view, [new(organisation.Value, await connection.AppendSkillChangedAsync(view, cancellationToken))]);
        }, cancellationToken);
    }

    private async Task<List<FeedAppended>> TellAsync(NpgsqlConnection connection, Id<Organisation> organisation, CancellationToken cancellationToken)
    {
        var due = await connection.ListAsync<Told>(
            """
            update tenant.skills s set confirm_told = d.told, confirm_by = case d.told when 3 then greatest(s.confirm_by, @now + interval '1 day') else s.confirm_by end
            from (
                select id, cardinality(array(select d from unnest(array[30, 7, 1]) d where confirm_by <= @now + make_interval(days => d))) as told
                from tenant.skills where organisation_id = @organisation and status = 'active') d
            where s.organisation_id = @organisation and s.id = d.id and d.told > s.confirm_told
            returning s.id, s.name, s.owner_user_id, s.confirm_by
            """,
            new { organisation = organisation.Value, now = clock.GetUtcNow() }, cancellationToken);
        var feeds = new List<FeedAppended>();
        foreach (var skill in due)
        {
            await connection.AuditAsync(clock, Actor.System, "skill.confirmation_due", skill.Id, new { owner = skill.OwnerUserId, confirmBy = skill.ConfirmBy }, cancellationToken);
            feeds.Add(new(organisation.Value, await connection.AppendFeedAsync(
                "SkillConfirmationDue", skill.Id, new { name = skill.Name, ownerUserId = skill.OwnerUserId, confirmBy = skill.ConfirmBy }, cancellationToken)));
        }

        return feeds;
    }

    private async Task<List<FeedAppended>> SuspendAsync(NpgsqlConnection connection, Id<Organisation> organisation, CancellationToken cancellationToken)
    {
        var overdue = await connection.ListAsync<Overdue>(
            "select id from tenant.skills where organisation_id = @organisation and status = 'active' and confirm_by <= @now and confirm_told >= 3 order by id limit 200 for update skip locked",
            new { organisation = organisation.Value, now = clock.GetUtcNow() }, cancellationToken);
        var feeds = new List<FeedAppended>();
        foreach (var skill in overdue)
        {
            var held = Id<Lock>.New(clock).Value;
            await connection.RunAsync(
                "update tenant.skills set status = 'suspended', confirm_lock = @held where organisation_id = @organisation and id = @id",
                new { organisation = organisation.Value, id = skill.Id, held }, cancellationToken);
            await connection.AuditAsync(clock, Actor.System, "skill.suspended", skill.Id, new { because = "unconfirmed" }, cancellationToken);
            feeds.AddRange((await stops.AddLockAsync(
                connection, new StopTarget(organisation, StopKind.Skill, skill.Id), held, "Its owner did not confirm it in time.", Actor.System, cancellationToken)).Feeds);
        }

        return feeds;
    }

    private sealed record Due(string OrganisationId);

    private sealed record Held(bool IsSuspended, string? LockId);

    private sealed record Told(string Id, string Name, string OwnerUserId, DateTimeOffset ConfirmBy);

    private sealed record Overdue(string Id);
}
