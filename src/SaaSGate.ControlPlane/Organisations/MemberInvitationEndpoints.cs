using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Federation;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Live;
using SaaSGate.ControlPlane.Notifications;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Organisations;

namespace SaaSGate.ControlPlane.Organisations;

/// <summary>People who are asked to join with a password of their own.</summary>
internal static class MemberInvitationEndpoints
{
    private const int LongestName = 100, MostRoles = 50;
    private static readonly TimeSpan Length = TimeSpan.FromDays(7);

    public static void MapMemberInvitations(this IEndpointRouteBuilder api)
    {
        var invitations = api.MapGroup("/members/invitations").WithTags("Members");
        invitations.MapGroup("/").RequireAuthorization(Access.Members).MapGet("/", ListAsync).WithName("listMemberInvitations");
        var people = invitations.MapGroup("/").RequireAuthorization(Access.PeoplePerson);
        people.MapPost("/", InviteAsync).WithName("inviteMember").AddEndpointFilter<FreshSignInNeeded>();
        people.MapPost("/{memberInvitationId:mbi}/withdraw", WithdrawAsync).WithName("withdrawMemberInvitation");
    }

    private static async Task<Results<Ok<Page<MemberInvitationView>>, ProblemResult>> ListAsync(
        [AsParameters] PageQuery page, Caller caller, MemberInvitationStore invitations, CancellationToken cancellationToken)
    {
        if (!Cursor.TryRead(page.Cursor, 1, out var before))
            return Cursor.Problem();
        var rows = await invitations.ListAsync(caller.OrganisationId, before[0], page.Size + 1, cancellationToken);
        return TypedResults.Ok(rows.ToPage(page.Size, row => Cursor.Of(row.Id)));
    }

    private static async Task<Results<Created<InvitedMember>, ProblemResult>> InviteAsync(
        InviteMember invite,
        Caller caller,
        MemberInvitationStore invitations,
        InvitationMail mail,
        PortalLinks links,
        LiveNotices notices,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var name = errors.Text("displayName", invite.DisplayName, LongestName);
        var email = DomainName.Normal(invite.Email?.Trim() ?? "");
        if (!ChannelCheck.IsMailbox(email) || DomainName.OfAddress(email) is null)
            errors.Add("email", "An e-mail address is needed here.");
        string[] roles = [.. invite.Roles.Distinct()];
        if (roles.Length is 0 or > MostRoles)
            errors.Add("roles", $"1 to {MostRoles} roles are needed here.");
        if (errors.Any)
            return errors.ToProblem();

        var token = SecretText.CreateIn(SecretText.Invitation, caller.OrganisationId);
        var inMail = SecretText.Create("");
        var (outcome, unknown, invitation, appended) = await invitations.InviteAsync(
            caller.OrganisationId, new(Id<MemberInvitation>.New(clock), email, name, roles, SecretText.Hash(token), SecretText.Hash(inMail), Length), caller.Actor, cancellationToken);
        if (outcome == MemberOutcome.UnknownRole)
            return FieldErrors.One("roles", $"There is no role {string.Join(", ", unknown)}.");
        if (outcome == MemberOutcome.AddressTaken)
            return FieldErrors.One("email", "Somebody has this address here. Give them roles under Members, or bring them back under Offboarding.");
        if (invitation is null)
            return MemberEndpoints.ProblemOf(outcome);
        notices.FeedAdvanced(caller.OrganisationId.Value, appended!);
        var link = links.Invitation(token);
        var (mailed, problem) = await mail.SendAsync(caller.OrganisationId, invitation, links.Invitation(InvitationToken.Mailed(token, inMail)), cancellationToken);
        return TypedResults.Created($"/api/v1/members/invitations/{invitation.Id}", new InvitedMember(invitation, link.AbsoluteUri, mailed, problem));
    }

    private static async Task<Results<NoContent, ProblemResult>> WithdrawAsync(
        Id<MemberInvitation> memberInvitationId, Caller caller, MemberInvitationStore invitations, LiveNotices notices, CancellationToken cancellationToken)
    {
        if (await invitations.WithdrawAsync(caller.OrganisationId, memberInvitationId, caller.Actor, cancellationToken) is not { } appended)
            return (ProblemResult)PortalProblems.NotFound;
        notices.FeedAdvanced(caller.OrganisationId.Value, appended);
        return TypedResults.NoContent();
    }
}
