using Npgsql;
using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Approvals;

/// <summary>Through which grant an organisation sees an approval of another.</summary>
internal static class ApprovalGrants
{
    /// <summary>Names to row-level security the live grant through which this organisation was given the approval; null when it was not, or owns one of that id.</summary>
    public static Task<Given?> EnterGrantAsync(this NpgsqlConnection connection, Id<Organisation> reader, Id<Approval> approval, CancellationToken cancellationToken) =>
        connection.FirstAsync<Given>(
            """
            select set_config('saasgate.grant', p.grant_id, true) as grant_id, p.organisation_id, p.asked, g.masking
            from tenant.approval_projections p join tenant.grants g on g.organisation_id = p.organisation_id and g.id = p.grant_id
            where p.partner_organisation_id = @reader and p.approval_id = @approval
              and not exists (select from tenant.approvals a where a.organisation_id = @reader and a.id = @approval)
            """,
            new { reader = reader.Value, approval = approval.Value }, cancellationToken);

    /// <param name="GrantId">The grant.</param>
    /// <param name="OrganisationId">Who gave it.</param>
    /// <param name="Asked">Whether the approval's rule asks this partner.</param>
    /// <param name="Masking">full or summary.</param>
    public sealed record Given(string GrantId, string OrganisationId, bool Asked, string Masking);
}
