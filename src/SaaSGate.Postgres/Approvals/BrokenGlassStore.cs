using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Approvals;

/// <summary>What admins decided past everyone whom a rule asks, and what others think of it afterwards.</summary>
/// <param name="tenants">The database.</param>
/// <param name="clock">Gives reviews their time.</param>
public sealed class BrokenGlassStore(TenantDatabase tenants, TimeProvider clock)
{
    private const string Select = """
        select g.approval_id, a.skill_name, a.rule, a.severity, a.summary, g.person, g.by_name, g.reason, g.at, g.incident_id, g.review_due_at, g.reviewed_at, g.reviewed_by_name,
               g.justified, g.review_note
        from tenant.broken_glass g join tenant.approvals a on a.organisation_id = g.organisation_id and a.id = g.approval_id
        where g.organisation_id = @organisation
        """;

    /// <summary>Those that wait for a review, or all; newest first.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="due">Only those that nobody has looked at.</param>
    /// <param name="beforeAt">When the last one known was; null for the first.</param>
    /// <param name="beforeId">Its approval.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<List<BrokenGlass>> ListAsync(Id<Organisation> organisation, bool due, DateTimeOffset? beforeAt, string? beforeId, int limit, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<BrokenGlass>(
            $"""
            {Select} and (not @due or g.reviewed_at is null) and (@beforeAt is null or (g.at, g.approval_id) < (@beforeAt, @beforeId))
            order by g.at desc, g.approval_id desc limit @limit
            """,
            new { organisation = organisation.Value, due, beforeAt, beforeId, limit }, cancellationToken), cancellationToken);

    /// <summary>One; null where no glass was broken for that approval.</summary>
    public Task<BrokenGlass?> FindAsync(Id<Organisation> organisation, Id<Approval> approval, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.FirstAsync<BrokenGlass>(
            $"{Select} and g.approval_id = @approval", new { organisation = organisation.Value, approval = approval.Value }, cancellationToken), cancellationToken);

    /// <summary>Says once whether it was justified. Null where somebody has said so, or the reviewer is who broke it.</summary>
    public Task<FeedEvent?> ReviewAsync(
        Id<Organisation> organisation, Id<Approval> approval, string person, bool justified, string note, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync<FeedEvent?>(organisation, async connection =>
        {
            if (await connection.RunAsync(
                """
                update tenant.broken_glass set reviewed_at = @now, reviewed_by = @actor, reviewed_by_name = @name, justified = @justified, review_note = @note
                where organisation_id = @organisation and approval_id = @approval and reviewed_at is null and person <> @person
                """,
                new { organisation = organisation.Value, approval = approval.Value, actor = actor.Id, name = actor.Name, justified, note, person, now = clock.GetUtcNow() }, cancellationToken) == 0)
                return null;
            await connection.AuditAsync(clock, actor, "approval.glass_reviewed", approval.Value, new { justified, note }, cancellationToken);
            return await connection.AppendFeedAsync("GlassReviewed", approval.Value, new { justified }, cancellationToken);
        }, cancellationToken);
    }
}
