using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Approvals;

/// <summary>What reviewers and a skill's owner say to each other about an approval. Nothing said is changed.</summary>
/// <param name="tenants">The database.</param>
/// <param name="clock">Gives messages and audit entries their ids.</param>
public sealed class ApprovalMessageStore(TenantDatabase tenants, TimeProvider clock)
{
    /// <summary>Messages, first ones first, to the owner or through a live grant; empty where the reader sees no such approval.</summary>
    public Task<List<ApprovalMessage>> ListAsync(Id<Organisation> reader, Id<Approval> approval, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(reader, async connection =>
        {
            var given = await connection.EnterGrantAsync(reader, approval, cancellationToken);
            return await connection.ListAsync<ApprovalMessage>(
                """
                select m.id, m.author_name, m.by_organisation, m.author = a.owner_user_id or m.author is not distinct from s.owner_user_id as is_owner, m.body as text, m.at
                from tenant.approval_messages m
                join tenant.approvals a on a.organisation_id = m.organisation_id and a.id = m.approval_id
                left join tenant.skills s on s.organisation_id = a.organisation_id and s.id = a.skill_id
                where m.organisation_id = @owner and m.approval_id = @approval order by m.id
                """,
                new { owner = given?.OrganisationId ?? reader.Value, approval = approval.Value }, cancellationToken);
        }, cancellationToken);

    /// <summary>Says something, in the organisation that owns the approval or through a live grant.</summary>
    public Task<(SayOutcome Outcome, IReadOnlyList<FeedAppended> Feeds)> AddAsync(
        Id<Organisation> author, Id<Approval> approval, Actor actor, string text, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync<(SayOutcome, IReadOnlyList<FeedAppended>)>(author, async connection =>
        {
            var given = await connection.EnterGrantAsync(author, approval, cancellationToken);
            var said = (await connection.FirstAsync<Said>(
                given is null
                    ? "select * from tenant.say_of_approval(@approval, @message, @user, @name, @organisation, @text, @audit)"
                    : "select * from tenant.say_of_granted_approval(@approval, @message, @user, @name, @text, @audit, @partnerAudit)",
                new
                {
                    approval = approval.Value,
                    message = Id<ThreadMessage>.New(clock).Value,
                    user = actor.Id,
                    name = actor.Name,
                    organisation = author.Value,
                    text,
                    audit = Id<AuditEntry>.New(clock).Value,
                    partnerAudit = Id<AuditEntry>.New(clock).Value,
                }, cancellationToken))!;
            var outcome = said.Outcome switch
            {
                "said" => SayOutcome.Said,
                "full" => SayOutcome.Full,
                "forbidden" => SayOutcome.Forbidden,
                _ => SayOutcome.NotFound,
            };
            return (outcome, said.Appended("ApprovalMessage", approval.Value, clock));
        }, cancellationToken);
    }

    private sealed record Said : ApprovalFeeds
    {
        public required string Outcome { get; init; }
    }
}
