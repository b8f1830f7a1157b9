using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Approvals;

/// <summary>Held requests as people see them: their organisation's own, and those of others that granted it review. Who decides them: <see cref="DecisionStore"/>.</summary>
/// <param name="tenants">The database.</param>
public sealed class ApprovalStore(TenantDatabase tenants)
{
    private const string Waits = "state = 'pending' and expires_at > now()";

    /// <summary>Approvals, newest first or what ends soonest. What a partner lists, row-level security binds to a live grant.</summary>
    /// <param name="reader">Whose list.</param>
    /// <param name="filter">Which part of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<List<ApprovalRow>> ListAsync(ApprovalReader reader, ApprovalFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(filter);
        var (by, turn, beyond) = filter.Ending ? ("expires_at", "asc", ">") : ("created_at", "desc", "<");
        return tenants.InTenantAsync(reader.Organisation, connection => connection.ListAsync<ApprovalRow>(
            $"""
            select * from (
                (select a.id, a.organisation_id, o.name as organisation_name, null as via_grant, a.skill_id, a.skill_name, a.rule, a.severity, a.summary, a.state, a.created_at,
                        a.expires_at, a.decided_at, a.decided_by_name, a.how, a.stage, a.needed, a.votes, a.step_up, a.edit_of, a.replaced_by, a.view_digest,
                        tenant.is_asked(a, @person, @reader, r.roles) and not tenant.owns_skill(a, @person) as asked
                 from tenant.approvals a
                 join tenant.organisations o on o.organisation_id = a.organisation_id
                 cross join (select tenant.roles_of(@person) as roles) r
                 where a.organisation_id = @reader and (@waiting is null or ({Waits}) = @waiting)
                   and (not @mine or (tenant.is_asked(a, @person, @reader, r.roles) and not tenant.owns_skill(a, @person)))
                   and (@skill is null or a.skill_id = @skill)
                   and (@like is null or exists (
                       select from tenant.approvals k
                       where k.organisation_id = a.organisation_id and k.id = @like and k.skill_id = a.skill_id and k.rule = a.rule and k.policy_id = a.policy_id
                         and k.stage = a.stage and k.tool = a.tool and k.destination = a.destination))
                   and (@lastAt is null or (a.{by}, a.id) {beyond} (@lastAt, @lastId))
                 order by a.{by} {turn}, a.id {turn} limit @limit)
                union all
                (select p.approval_id, p.organisation_id, p.organisation_name, p.grant_id, p.skill_id, p.skill_name, p.rule, p.severity, p.summary, p.state, p.created_at,
                        p.expires_at, p.decided_at, p.decided_by_name, p.how, p.stage, p.needed, p.votes, p.step_up, p.edit_of, p.replaced_by, p.view_digest, p.asked
                 from tenant.approval_projections p
                 where p.partner_organisation_id = @reader and (@waiting is null or ({Waits}) = @waiting) and (not @mine or p.asked)
                   and (@skill is null or p.skill_id = @skill)
                   and (@like is null or exists (
                       select from tenant.approval_projections k
                       where k.partner_organisation_id = p.partner_organisation_id and k.approval_id = @like and k.skill_id = p.skill_id and k.rule = p.rule and k.stage = p.stage
                         and k.tool = p.tool and k.destination = p.destination))
                   and (@lastAt is null or (p.{by}, p.approval_id) {beyond} (@lastAt, @lastId))
                 order by p.{by} {turn}, p.approval_id {turn} limit @limit)
            ) own_and_granted order by {by} {turn}, id {turn} limit @limit
            """,
            new
            {
                reader = reader.Organisation.Value,
                person = reader.Person,
                waiting = filter.Waiting,
                mine = filter.Mine,
                skill = filter.SkillId,
                like = filter.Like,
                lastAt = filter.LastAt,
                lastId = filter.LastId,
                limit = filter.Limit,
            }, cancellationToken), cancellationToken);
    }

    /// <summary>How many wait for a decision that the organisation sees.</summary>
    public Task<long> CountWaitingAsync(Id<Organisation> reader, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(reader, connection => connection.ValueAsync<long>(
            $"""
            select (select count(*) from tenant.approvals where organisation_id = @reader and {Waits})
                 + (select count(*) from tenant.approval_projections where partner_organisation_id = @reader and {Waits})
            """,
            new { reader = reader.Value }, cancellationToken), cancellationToken);

    /// <summary>
    /// One approval, to its owner or through a live grant; null where there is neither. Sessions, exchanges, groups and roles are the owner's own, and so are hosts
    /// out of the input of a tool where the grant shows no bodies.
    /// </summary>
    public Task<ApprovalFull?> FindAsync(ApprovalReader reader, Id<Approval> approval, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return tenants.InTenantAsync(reader.Organisation, async connection =>
        {
            var given = await connection.EnterGrantAsync(reader.Organisation, approval, cancellationToken);
            return await connection.FirstAsync<ApprovalFull>(
                """
                select a.id, a.organisation_id, coalesce(o.name, p.organisation_name) as organisation_name, p.grant_id as via_grant, a.skill_name, a.rule, a.severity,
                       case @masking when 'summary' then '' else a.summary end as summary,
                       a.state, a.created_at, a.expires_at, a.decided_at, a.decided_by_name, a.skill_id, a.owner_user_id,
                       case a.organisation_id when @reader then a.exchange_id end as exchange_id, case a.organisation_id when @reader then a.session_id end as session_id,
                       m.display_name as owner_name, s.owner_user_id as owner_now_user_id, a.policy_id, a.policy_version, a.digest, a.note, a.abandoned_at,
                       a.how, a.stage, a.needed, a.votes, a.step_up, a.edit_of, a.replaced_by, a.escalate_at, a.escalated_at,
                       case a.organisation_id when @reader then a.reviewers else '{}' end as reviewers, case a.organisation_id when @reader then a.roles else '{}' end as roles,
                       case a.organisation_id when @reader then a.escalate_to else '{}' end as escalate_to,
                       a.tool, case @masking when 'summary' then '' else a.destination end as destination, a.like_id, case when a.edits is not null then a.edits_by_name end as edits_by_name,
                       coalesce(@masking, 'full') as masking,
                       case @masking when 'summary' then coalesce(a.summary_digest, '\x') else a.view_digest end as view_digest,
                       case @masking when 'summary' then coalesce(a.summary_view, '{}') else a.view end as view,
                       coalesce(@asked, tenant.is_asked(a, @person, @reader, tenant.roles_of(@person))) as asked,
                       tenant.wrote_policy(a, @person) as wrote_policy, tenant.edited(a, @person) as edited,
                       exists (select from tenant.approval_votes v where v.organisation_id = a.organisation_id and v.approval_id = a.id and v.person = @person) as voted,
                       p.grant_id is null or exists (
                           select from tenant.grants g
                           where g.organisation_id = a.organisation_id and g.id = p.grant_id and 'decide' = any (g.actions) and tenant.is_live(g)) as may_decide
                from tenant.approvals a
                left join tenant.organisations o on o.organisation_id = a.organisation_id
                left join tenant.members m on m.organisation_id = a.organisation_id and m.user_id = a.owner_user_id
                left join tenant.skills s on s.organisation_id = a.organisation_id and s.id = a.skill_id
                left join tenant.approval_projections p on p.partner_organisation_id = @reader and p.organisation_id = a.organisation_id and p.approval_id = a.id and p.grant_id = @grant
                where a.organisation_id = @owner and a.id = @approval
                """,
                new
                {
                    reader = reader.Organisation.Value,
                    person = reader.Person,
                    approval = approval.Value,
                    owner = given?.OrganisationId ?? reader.Organisation.Value,
                    grant = given?.GrantId,
                    masking = given?.Masking,
                    asked = given?.Asked,
                }, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>Whether somebody of the organisation is among those who are to decide about one of its own.</summary>
    public Task<bool> IsAskedAsync(Id<Organisation> organisation, string approval, string person, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ValueAsync<bool>(
            """
            select tenant.is_asked(a, @person, a.organisation_id, tenant.roles_of(@person)) from tenant.approvals a where a.organisation_id = @owner and a.id = @approval
            """,
            new { owner = organisation.Value, approval, person }, cancellationToken), cancellationToken);

    /// <summary>How one of the organisation's own stands, and until when; null when there is none.</summary>
    public Task<ApprovalStanding?> FindStandingAsync(Id<Organisation> owner, Id<Approval> approval, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(owner, connection => connection.FirstAsync<ApprovalStanding>(
            "select state, expires_at from tenant.approvals where organisation_id = @owner and id = @approval",
            new { owner = owner.Value, approval = approval.Value }, cancellationToken), cancellationToken);

    /// <summary>Where an approval is; null where the organisation neither owns it nor has a live grant.</summary>
    public Task<ApprovalPlace?> FindPlaceAsync(Id<Organisation> reader, Id<Approval> approval, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(reader, connection => connection.FirstAsync<ApprovalPlace>(
            """
            select coalesce(
                (select a.organisation_id from tenant.approvals a where a.organisation_id = @reader and a.id = @approval),
                (select p.organisation_id from tenant.approval_projections p where p.partner_organisation_id = @reader and p.approval_id = @approval)) as owner_id, o.name as reader_name
            from tenant.organisations o where o.organisation_id = @reader and (
                exists (select from tenant.approvals a where a.organisation_id = @reader and a.id = @approval)
                or exists (select from tenant.approval_projections p where p.partner_organisation_id = @reader and p.approval_id = @approval))
            """,
            new { reader = reader.Value, approval = approval.Value }, cancellationToken), cancellationToken);

    /// <summary>Votes on an approval, to its owner or through a live grant, first ones first.</summary>
    public Task<List<ApprovalVote>> ListVotesAsync(Id<Organisation> reader, Id<Approval> approval, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(reader, async connection =>
        {
            var given = await connection.EnterGrantAsync(reader, approval, cancellationToken);
            return await connection.ListAsync<ApprovalVote>(
                """
                select actor_name as by_name, by_organisation, vote, note, at from tenant.approval_votes
                where organisation_id = @owner and approval_id = @approval order by at
                """,
                new { owner = given?.OrganisationId ?? reader.Value, approval = approval.Value }, cancellationToken);
        }, cancellationToken);

    /// <summary>The approval before this one, of the same skill, stage and endpoint, that was approved and that the reader sees; null where there is none.</summary>
    public Task<string?> FindLastApprovedAsync(ApprovalReader reader, ApprovalFull of, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(of);
        return tenants.InTenantAsync(reader.Organisation, connection => connection.ValueAsync<string>(
            """
            select id from (
                select a.id, a.created_at from tenant.approvals a
                where a.organisation_id = @reader and a.organisation_id = @owner and a.skill_id = @skill and a.stage = @stage and a.state in ('approved', 'consumed')
                  and (a.created_at, a.id) < (@at, @id)
                union all
                select p.approval_id, p.created_at from tenant.approval_projections p
                where p.partner_organisation_id = @reader and p.organisation_id = @owner and p.skill_id = @skill and p.stage = @stage and p.state in ('approved', 'consumed')
                  and (p.created_at, p.approval_id) < (@at, @id)
            ) before order by created_at desc, id desc limit 1
            """,
            new { reader = reader.Organisation.Value, owner = of.OrganisationId, skill = of.SkillId, stage = of.Stage, at = of.CreatedAt, id = of.Id }, cancellationToken), cancellationToken);
    }
}
