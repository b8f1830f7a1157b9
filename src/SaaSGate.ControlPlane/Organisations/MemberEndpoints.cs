using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Live;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Organisations;

namespace SaaSGate.ControlPlane.Organisations;

/// <summary>People of the organisation, and what they are given here.</summary>
internal static class MemberEndpoints
{
    public static void MapMembers(this IEndpointRouteBuilder api)
    {
        var members = api.MapGroup("/members").WithTags("Members");
        var look = members.MapGroup("/").RequireAuthorization(Access.Members);
        look.MapGet("/", ListAsync).WithName("listMembers");
        look.MapGet("/{userId:usr}", GetAsync).WithName("getMember");
        members.MapGroup("/").RequireAuthorization(Access.PeoplePerson).MapPut("/{userId:usr}/roles", SaveRolesAsync).WithName("saveMemberRoles").AddEndpointFilter<FreshSignInNeeded>();
    }

    /// <summary>How a change that was not made is told.</summary>
    public static ProblemResult ProblemOf(MemberOutcome outcome) => outcome switch
    {
        MemberOutcome.Changed => (ProblemResult)PortalProblems.ChangedMeanwhile,
        MemberOutcome.Beyond => (ProblemResult)PortalProblems.BeyondYou,
        MemberOutcome.LastOwner => (ProblemResult)PortalProblems.LastOwner,
        MemberOutcome.Kept => (ProblemResult)PortalProblems.RolesKept,
        MemberOutcome.NameTaken => (ProblemResult)PortalProblems.NameTaken,
        MemberOutcome.Full => (ProblemResult)PortalProblems.TooMany,
        MemberOutcome.InUse => (ProblemResult)PortalProblems.RoleInUse,
        MemberOutcome.ProviderNeeded => (ProblemResult)PortalProblems.ProviderBrings,
        MemberOutcome.AccountKnown => (ProblemResult)PortalProblems.AccountKnown,
        _ => (ProblemResult)PortalProblems.NotFound,
    };

    private static async Task<Results<Ok<Page<ListedMember>>, ProblemResult>> ListAsync(
        [AsParameters] PageQuery page, Caller caller, MemberReads members, CancellationToken cancellationToken)
    {
        if (!Cursor.TryRead(page.Cursor, 2, out var after))
            return Cursor.Problem();
        var rows = await members.ListAsync(caller.OrganisationId, after[0], after[1], page.Size + 1, cancellationToken);
        return TypedResults.Ok(rows.ToPage(page.Size, row => Cursor.Of(row.DisplayName, row.Id)));
    }

    private static async Task<Results<Ok<ListedMember>, ProblemResult>> GetAsync(
        Id<User> userId, Caller caller, MemberReads members, HttpContext context, CancellationToken cancellationToken)
    {
        if (await members.FindAsync(caller.OrganisationId, userId.Value, cancellationToken) is not { } member)
            return (ProblemResult)PortalProblems.NotFound;
        ETags.Set(context, member.RolesVersion);
        return TypedResults.Ok(member);
    }

    private static async Task<Results<Ok<ListedMember>, ProblemResult>> SaveRolesAsync(
        Id<User> userId,
        SaveMemberRoles save,
        [FromHeader(Name = "If-Match")] string? ifMatch,
        Caller caller,
        MemberRoleStore roles,
        MemberReads members,
        LiveNotices notices,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        if (await members.FindAsync(caller.OrganisationId, userId.Value, cancellationToken) is null)
            return (ProblemResult)PortalProblems.NotFound;
        if (ETags.TryReadIfMatch(ifMatch, out var expected) is { } missing)
            return missing;
        var (outcome, unknown, appended) = await roles.GiveAsync(caller.OrganisationId, userId.Value, expected, [.. save.Roles.Distinct()], caller.Actor, cancellationToken);
        if (outcome == MemberOutcome.UnknownRole)
            return FieldErrors.One("roles", $"There is no role {string.Join(", ", unknown)}.");
        if (appended is null)
            return ProblemOf(outcome);
        notices.FeedAdvanced(caller.OrganisationId.Value, appended);
        notices.SignInEnded(new(caller.OrganisationId.Value, userId.Value, null, Everywhere: false));
        return await GetAsync(userId, caller, members, context, cancellationToken);
    }
}
