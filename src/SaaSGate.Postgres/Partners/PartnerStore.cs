using System.Text.Json;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Partners;

/// <summary>
/// How organisations let partners review for them. Whom an invitation reaches, only the one who is meant sees: an address is matched inside the invited
/// organisation, and nobody learns by inviting who is here.
/// </summary>
/// <param name="tenants">The database.</param>
/// <param name="clock">Gives everything its time.</param>
public sealed class PartnerStore(TenantDatabase tenants, TimeProvider clock)
{
    /// <summary>How many invitations of one organisation wait at most.</summary>
    public const int MostWaiting = 50;

    private static readonly TimeSpan InvitationLength = TimeSpan.FromDays(14);

    private const string Invitation = """
        i.id, i.organisation_id, i.organisation_name, i.address, i.actions, i.labels, i.masking, i.until, i.message, i.state, i.created_at, i.created_by_name, i.expires_at,
        i.answered_at, i.grant_id
        """;

    private const string Grant = """
        g.id, g.organisation_id, g.organisation_name, g.partner_organisation_id as partner_id, g.partner_name, g.actions, g.labels, g.masking, g.created_at, g.until, g.ended_at,
        g.ended_by_name, tenant.is_live(g) as live
        """;

    /// <summary>Grants that the organisation gave or was given, newest first.</summary>
    public Task<List<GrantView>> ListGrantsAsync(Id<Organisation> organisation, string? before, int limit, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<GrantView>(
            $"""
            select {Grant} from tenant.grants g
            where (g.organisation_id = @organisation or g.partner_organisation_id = @organisation) and (@before is null or g.id < @before)
            order by g.id desc limit @limit
            """,
            new { organisation = organisation.Value, before, limit }, cancellationToken), cancellationToken);

    /// <summary>A grant, to either side; null to others.</summary>
    public Task<GrantView?> FindGrantAsync(Id<Organisation> organisation, Id<Contracts.Ids.Grant> id, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.FirstAsync<GrantView>(
            $"select {Grant} from tenant.grants g where g.id = @id and (g.organisation_id = @organisation or g.partner_organisation_id = @organisation)",
            new { organisation = organisation.Value, id = id.Value }, cancellationToken), cancellationToken);

    /// <summary>Invitations that the organisation made, and those that wait for its answer; newest first.</summary>
    public Task<List<InvitationView>> ListInvitationsAsync(Id<Organisation> organisation, string? before, int limit, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<InvitationView>(
            $"select {Invitation} from tenant.partner_invitations i where @before is null or i.id < @before order by i.id desc limit @limit",
            new { before, limit }, cancellationToken), cancellationToken);

    /// <summary>An invitation, to who made it and to whom it is addressed; null to others.</summary>
    public Task<InvitationView?> FindInvitationAsync(Id<Organisation> organisation, Id<PartnerInvitation> id, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.FirstAsync<InvitationView>(
            $"select {Invitation} from tenant.partner_invitations i where i.id = @id", new { id = id.Value }, cancellationToken), cancellationToken);

    /// <summary>Invites. Null where too many wait already.</summary>
    public Task<(InvitationView Invitation, FeedEvent Event)?> InviteAsync(Id<Organisation> organisation, NewInvitation invite, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(invite);
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync<(InvitationView, FeedEvent)?>(organisation, async connection =>
        {
            var id = Id<PartnerInvitation>.New(clock).Value;
            var now = clock.GetUtcNow();
            var made = await connection.RunAsync(
                """
                insert into tenant.partner_invitations (organisation_id, id, organisation_name, address, actions, labels, masking, until, message, created_at, created_by, created_by_name, expires_at)
                select o.organisation_id, @id, o.name, @address, @actions, @labels, @masking, @until, @message, @now, @actor, @name, @expires
                from tenant.organisations o where o.organisation_id = @organisation and @most > (
                    select count(*) from tenant.partner_invitations i where i.organisation_id = @organisation and i.state = 'waiting' and i.expires_at > @now)
                """,
                new
                {
                    organisation = organisation.Value,
                    id,
                    address = invite.Address,
                    actions = invite.Actions.ToArray(),
                    labels = invite.Labels.ToArray(),
                    masking = invite.Masking,
                    until = invite.Until,
                    message = invite.Message,
                    now,
                    actor = actor.Id,
                    name = actor.Name,
                    expires = now + InvitationLength,
                    most = (long)MostWaiting,
                }, cancellationToken);
            if (made == 0)
                return null;
            await connection.AuditAsync(
                clock, actor, "invitation.created", id,
                new { address = invite.Address, actions = invite.Actions, labels = invite.Labels, masking = invite.Masking, until = invite.Until }, cancellationToken);
            var appended = await connection.AppendFeedAsync("GrantChanged", id, new { what = "invited" }, cancellationToken);
            return ((await connection.FirstAsync<InvitationView>(
                $"select {Invitation} from tenant.partner_invitations i where i.organisation_id = @organisation and i.id = @id",
                new { organisation = organisation.Value, id }, cancellationToken))!, appended);
        }, cancellationToken);
    }

    /// <summary>Takes back an invitation of one's own that waits.</summary>
    public Task<PartnerChange> WithdrawAsync(Id<Organisation> organisation, Id<PartnerInvitation> id, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            if (await connection.RunAsync(
                """
                update tenant.partner_invitations set state = 'withdrawn', answered_at = @now
                where organisation_id = @organisation and id = @id and state = 'waiting'
                """, new { organisation = organisation.Value, id = id.Value, now = clock.GetUtcNow() }, cancellationToken) == 0)
                return new PartnerChange(false, []);
            await connection.AuditAsync(clock, actor, "invitation.withdrawn", id.Value, null, cancellationToken);
            return new(true, [new(organisation.Value, await connection.AppendFeedAsync("GrantChanged", id.Value, new { what = "withdrawn" }, cancellationToken))]);
        }, cancellationToken);
    }

    /// <summary>Accepts or declines an invitation that is addressed to the organisation. What waits is listed at once.</summary>
    public Task<(PartnerChange Change, string GrantId)> AnswerAsync(
        Id<Organisation> organisation, Id<PartnerInvitation> id, bool accepts, Actor actor, CancellationToken cancellationToken)
    {
        var grant = Id<Contracts.Ids.Grant>.New(clock).Value;
        return MoveAsync(
            organisation, accepts ? grant : id.Value, "select * from tenant.answer_invitation(@id, @accepts, @grant, @user, @name, @owner, @partner)", id.Value, accepts, grant, actor, cancellationToken);
    }

    /// <summary>Ends a grant, at once, from either side.</summary>
    public async Task<PartnerChange> EndAsync(Id<Organisation> organisation, Id<Contracts.Ids.Grant> id, Actor actor, CancellationToken cancellationToken) =>
        (await MoveAsync(organisation, id.Value, "select * from tenant.end_grant(@id, @user, @name, @owner, @partner)", id.Value, false, "", actor, cancellationToken)).Change;

    private Task<(PartnerChange Change, string GrantId)> MoveAsync(
        Id<Organisation> organisation, string subject, string sql, string id, bool accepts, string grant, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            var moved = (await connection.FirstAsync<Moved>(
                sql,
                new { id, accepts, grant, user = actor.Id, name = actor.Name, owner = Id<AuditEntry>.New(clock).Value, partner = Id<AuditEntry>.New(clock).Value }, cancellationToken))!;
            if (moved.Organisations is null || moved.Positions is null || moved.Payloads is not { } payloads)
                return (new PartnerChange(moved.Outcome == "done", []), grant);
            var at = clock.GetUtcNow();
            return (
                new PartnerChange(true, [.. moved.Organisations.Zip(moved.Positions, payloads.EnumerateArray()).Select(feed => new FeedAppended(feed.First, new(feed.Second, at, "GrantChanged", subject, feed.Third)))]),
                grant);
        }, cancellationToken);
    }

    private sealed record Moved
    {
        public required string Outcome { get; init; }

        public string[]? Organisations { get; init; }

        public long[]? Positions { get; init; }

        public JsonElement? Payloads { get; init; }
    }
}
