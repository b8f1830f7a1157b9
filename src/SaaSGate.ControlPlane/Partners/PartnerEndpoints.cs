using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Live;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Partners;

namespace SaaSGate.ControlPlane.Partners;

/// <summary>Partners who review for the organisation, and organisations that it reviews for. Either side ends a grant at any time.</summary>
internal static class PartnerEndpoints
{
    private const int LongestAddress = 200, LongestMessage = 500, LongestLabel = 100, MostLabels = 50, LongestDays = 731;

    public static void MapPartners(this IEndpointRouteBuilder api)
    {
        var partners = api.MapGroup("/partners").WithTags("Partners");
        var read = partners.MapGroup("/").RequireAuthorization(Access.Read);
        read.MapGet("/grants", ListGrantsAsync).WithName("listGrants");
        read.MapGet("/grants/{grantId:grt}", GetGrantAsync).WithName("getGrant");
        read.MapGet("/invitations", ListInvitationsAsync).WithName("listPartnerInvitations");
        read.MapGet("/invitations/{invitationId:inv}", GetInvitationAsync).WithName("getPartnerInvitation");
        var manage = partners.MapGroup("/").RequireAuthorization(Access.Manage);
        manage.MapPost("/invitations", InviteAsync).WithName("invitePartner");
        manage.MapPost("/invitations/{invitationId:inv}/accept", AcceptAsync).WithName("acceptPartnerInvitation");
        manage.MapPost("/invitations/{invitationId:inv}/decline", DeclineAsync).WithName("declinePartnerInvitation");
        manage.MapPost("/invitations/{invitationId:inv}/withdraw", WithdrawAsync).WithName("withdrawPartnerInvitation");
        manage.MapPost("/grants/{grantId:grt}/end", EndAsync).WithName("endGrant");
    }

    private static async Task<Results<Ok<Page<GrantView>>, ProblemResult>> ListGrantsAsync(
        [AsParameters] PageQuery page, Caller caller, PartnerStore partners, CancellationToken cancellationToken)
    {
        if (!Cursor.TryRead(page.Cursor, 1, out var before))
            return Cursor.Problem();
        var rows = await partners.ListGrantsAsync(caller.OrganisationId, before[0], page.Size + 1, cancellationToken);
        return TypedResults.Ok(rows.ToPage(page.Size, row => Cursor.Of(row.Id)));
    }

    private static async Task<Results<Ok<GrantView>, ProblemResult>> GetGrantAsync(
        Id<Grant> grantId, Caller caller, PartnerStore partners, CancellationToken cancellationToken) =>
        await partners.FindGrantAsync(caller.OrganisationId, grantId, cancellationToken) is { } grant ? TypedResults.Ok(grant) : (ProblemResult)PortalProblems.NotFound;

    private static async Task<Results<Ok<Page<InvitationView>>, ProblemResult>> ListInvitationsAsync(
        [AsParameters] PageQuery page, Caller caller, PartnerStore partners, CancellationToken cancellationToken)
    {
        if (!Cursor.TryRead(page.Cursor, 1, out var before))
            return Cursor.Problem();
        var rows = await partners.ListInvitationsAsync(caller.OrganisationId, before[0], page.Size + 1, cancellationToken);
        return TypedResults.Ok(rows.ToPage(page.Size, row => Cursor.Of(row.Id)));
    }

    private static async Task<Results<Ok<InvitationView>, ProblemResult>> GetInvitationAsync(
        Id<PartnerInvitation> invitationId, Caller caller, PartnerStore partners, CancellationToken cancellationToken) =>
        await partners.FindInvitationAsync(caller.OrganisationId, invitationId, cancellationToken) is { } invitation
            ? TypedResults.Ok(invitation)
            : (ProblemResult)PortalProblems.NotFound;

    private static async Task<Results<Created<InvitationView>, ProblemResult>> InviteAsync(
        InvitePartner invite, Caller caller, PartnerStore partners, LiveNotices notices, TimeProvider clock, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var address = errors.Text("address", invite.Address, LongestAddress).ToLowerInvariant();
        var message = string.IsNullOrWhiteSpace(invite.Message) ? null : errors.Text("message", invite.Message, LongestMessage);
        if (invite.Actions.Count == 0 || invite.Actions.Any(action => action is not ("see" or "decide")))
            errors.Add("actions", "see, or see and decide, is needed here.");
        if (invite.Masking is not ("full" or "summary"))
            errors.Add("masking", "full or summary is needed here.");
        if (invite.Labels.Count > MostLabels || invite.Labels.Any(label => label.Length is 0 or > LongestLabel))
            errors.Add("labels", $"Up to {MostLabels} labels of skills can stand here.");
        var now = clock.GetUtcNow();
        if (invite.Until <= now || invite.Until > now.AddDays(LongestDays))
            errors.Add("until", "A time between now and two years from now is needed here.");
        if (errors.Any)
            return errors.ToProblem();
        var made = await partners.InviteAsync(
            caller.OrganisationId, new(address, [.. invite.Actions.Append("see").Distinct().Order(StringComparer.Ordinal)], invite.Labels, invite.Masking, invite.Until.ToUniversalTime(), message),
            caller.Actor, cancellationToken);
        if (made is not { } invitation)
            return (ProblemResult)PortalProblems.TooMany;
        notices.FeedAdvanced(caller.OrganisationId.Value, invitation.Event);
        return TypedResults.Created($"/api/v1/partners/invitations/{invitation.Invitation.Id}", invitation.Invitation);
    }

    private static async Task<Results<Ok<GrantView>, ProblemResult>> AcceptAsync(
        Id<PartnerInvitation> invitationId, Caller caller, PartnerStore partners, LiveNotices notices, CancellationToken cancellationToken)
    {
        var (change, grant) = await partners.AnswerAsync(caller.OrganisationId, invitationId, accepts: true, caller.Actor, cancellationToken);
        if (!change.Done)
            return await OwnOrEndedAsync(invitationId, caller, partners, cancellationToken);
        notices.FeedAdvanced(change.Feeds);
        return TypedResults.Ok((await partners.FindGrantAsync(caller.OrganisationId, Id<Grant>.Parse(grant), cancellationToken))!);
    }

    private static async Task<Results<NoContent, ProblemResult>> DeclineAsync(
        Id<PartnerInvitation> invitationId, Caller caller, PartnerStore partners, LiveNotices notices, CancellationToken cancellationToken)
    {
        var (change, _) = await partners.AnswerAsync(caller.OrganisationId, invitationId, accepts: false, caller.Actor, cancellationToken);
        if (!change.Done)
            return await OwnOrEndedAsync(invitationId, caller, partners, cancellationToken);
        notices.FeedAdvanced(change.Feeds);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<InvitationView>, ProblemResult>> WithdrawAsync(
        Id<PartnerInvitation> invitationId, Caller caller, PartnerStore partners, LiveNotices notices, CancellationToken cancellationToken)
    {
        var change = await partners.WithdrawAsync(caller.OrganisationId, invitationId, caller.Actor, cancellationToken);
        notices.FeedAdvanced(change.Feeds);
        if (await partners.FindInvitationAsync(caller.OrganisationId, invitationId, cancellationToken) is not { } now)
            return (ProblemResult)PortalProblems.NotFound;
        return change.Done ? TypedResults.Ok(now) : (ProblemResult)PortalProblems.InvitationEnded;
    }

    private static async Task<Results<Ok<GrantView>, ProblemResult>> EndAsync(
        Id<Grant> grantId, Caller caller, PartnerStore partners, LiveNotices notices, CancellationToken cancellationToken)
    {
        var change = await partners.EndAsync(caller.OrganisationId, grantId, caller.Actor, cancellationToken);
        notices.FeedAdvanced(change.Feeds);
        return await partners.FindGrantAsync(caller.OrganisationId, grantId, cancellationToken) is { } grant ? TypedResults.Ok(grant) : (ProblemResult)PortalProblems.NotFound;
    }

    /// <summary>Who made an invitation sees it, and does not answer it.</summary>
    private static async Task<ProblemResult> OwnOrEndedAsync(Id<PartnerInvitation> id, Caller caller, PartnerStore partners, CancellationToken cancellationToken) =>
        await partners.FindInvitationAsync(caller.OrganisationId, id, cancellationToken) is null ? PortalProblems.NotFound : PortalProblems.InvitationEnded;
}
