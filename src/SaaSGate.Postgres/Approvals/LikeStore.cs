using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Approvals;

/// <summary>What was said to be approved at once, for a while, when it is like something that was. Bound to skill, rule, policy version, tools and destination.</summary>
/// <param name="tenants">The database.</param>
/// <param name="clock">Gives everything its time.</param>
public sealed class LikeStore(TenantDatabase tenants, TimeProvider clock)
{
    private const string Columns = """
        l.id, l.approval_id, l.skill_id, l.skill_name, l.rule, l.policy_id, l.policy_version, l.stage, l.tool, l.destination, l.created_by_name, l.by_organisation,
        l.created_at, l.until, l.uses, l.revoked_at, l.revoked_by_name
        """;

    /// <summary>Likes, newest first.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="live">Only those that still approve something.</param>
    /// <param name="before">Id of the last one known; null for the first.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<List<LikeView>> ListAsync(Id<Organisation> organisation, bool live, string? before, int limit, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<LikeView>(
            $"""
            select {Columns} from tenant.approval_likes l
            where l.organisation_id = @organisation and (not @live or (l.revoked_at is null and l.until > @now)) and (@before is null or l.id < @before)
            order by l.id desc limit @limit
            """,
            new { organisation = organisation.Value, live, before, limit, now = clock.GetUtcNow() }, cancellationToken), cancellationToken);

    /// <summary>
    /// Approves likes of an approval that this person has just approved and still could, until a time. Null where that is not so, or the rule asks for more
    /// people or a fresh sign-in: what several must look at, nobody approves unseen.
    /// </summary>
    public Task<(LikeView Like, FeedEvent Event)?> AddAsync(
        Id<Organisation> organisation, Id<Approval> approval, string person, Actor actor, DateTimeOffset until, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync<(LikeView, FeedEvent)?>(organisation, async connection =>
        {
            var id = Id<ApprovalLike>.New(clock).Value;
            var made = await connection.RunAsync(
                """
                insert into tenant.approval_likes (organisation_id, id, approval_id, skill_id, skill_name, stage, rule, policy_id, policy_version, tool, destination,
                    person, created_by, created_by_name, by_organisation, created_at, until)
                select a.organisation_id, @id, a.id, a.skill_id, a.skill_name, a.stage, a.rule, a.policy_id, a.policy_version, a.tool, a.destination,
                    @person, @actor, @name, a.organisation_id, @now, @until
                from tenant.approvals a
                where a.organisation_id = @organisation and a.id = @approval and a.state in ('approved', 'consumed') and a.how = 'votes' and a.needed = 1 and not a.step_up
                  and tenant.may_still_decide(a, @person, a.organisation_id) and not tenant.wrote_policy(a, @person)
                  and exists (
                    select from tenant.approval_votes v
                    where v.organisation_id = a.organisation_id and v.approval_id = a.id and v.person = @person and v.vote = 'approved' and not v.wrote_policy)
                """,
                new
                {
                    organisation = organisation.Value,
                    id,
                    approval = approval.Value,
                    person,
                    actor = actor.Id,
                    name = actor.Name,
                    until,
                    now = clock.GetUtcNow(),
                }, cancellationToken);
            if (made == 0)
                return null;
            await connection.AuditAsync(clock, actor, "like.created", id, new { approval = approval.Value, until }, cancellationToken);
            var appended = await connection.AppendFeedAsync("LikeChanged", id, new { approval = approval.Value }, cancellationToken);
            return ((await connection.FirstAsync<LikeView>(
                $"select {Columns} from tenant.approval_likes l where l.organisation_id = @organisation and l.id = @id", new { organisation = organisation.Value, id }, cancellationToken))!, appended);
        }, cancellationToken);
    }

    /// <summary>Ends one. Null when there is none by that id; the event is null when it had ended.</summary>
    public Task<(LikeView Like, FeedEvent? Event)?> RevokeAsync(Id<Organisation> organisation, Id<ApprovalLike> id, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync<(LikeView, FeedEvent?)?>(organisation, async connection =>
        {
            var ended = await connection.RunAsync(
                """
                update tenant.approval_likes set revoked_at = @now, revoked_by_name = @name
                where organisation_id = @organisation and id = @id and revoked_at is null and until > @now
                """,
                new { organisation = organisation.Value, id = id.Value, name = actor.Name, now = clock.GetUtcNow() }, cancellationToken);
            FeedEvent? appended = null;
            if (ended == 1)
            {
                await connection.AuditAsync(clock, actor, "like.revoked", id.Value, null, cancellationToken);
                appended = await connection.AppendFeedAsync("LikeChanged", id.Value, new { }, cancellationToken);
            }

            return await connection.FirstAsync<LikeView>(
                $"select {Columns} from tenant.approval_likes l where l.organisation_id = @organisation and l.id = @id",
                new { organisation = organisation.Value, id = id.Value }, cancellationToken) is { } like ? (like, appended) : null;
        }, cancellationToken);
    }
}
