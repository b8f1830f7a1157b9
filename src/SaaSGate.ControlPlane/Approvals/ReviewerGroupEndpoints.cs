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
using SaaSGate.Postgres.Approvals;

namespace SaaSGate.ControlPlane.Approvals;

/// <summary>Groups that rules ask, and who of them is on call.</summary>
internal static class ReviewerGroupEndpoints
{
    private const int LongestName = 100, MostOverrides = 200, ShiftsShown = 6;

    public static void MapReviewerGroups(this IEndpointRouteBuilder api)
    {
        var groups = api.MapGroup("/reviewer-groups").WithTags("Approvals");
        var read = groups.MapGroup("/").RequireAuthorization(Access.Read);
        read.MapGet("/", ListAsync).WithName("listReviewerGroups");
        read.MapGet("/{groupId:grp}", GetAsync).WithName("getReviewerGroup");
        var manage = groups.MapGroup("/").RequireAuthorization(Access.Manage);
        manage.MapPost("/", CreateAsync).WithName("createReviewerGroup");
        manage.MapPut("/{groupId:grp}", UpdateAsync).WithName("updateReviewerGroup");
        manage.MapDelete("/{groupId:grp}", DeleteAsync).WithName("deleteReviewerGroup");
    }

    private static async Task<Ok<Page<ReviewerGroupView>>> ListAsync(Caller caller, ReviewerGroupStore groups, TimeProvider clock, CancellationToken cancellationToken) =>
        TypedResults.Ok(new Page<ReviewerGroupView>((await groups.ListAsync(caller.OrganisationId, cancellationToken)).ConvertAll(group => View(group, clock)), null));

    private static async Task<Results<Ok<ReviewerGroupView>, ProblemResult>> GetAsync(
        Id<ReviewGroup> groupId, Caller caller, ReviewerGroupStore groups, TimeProvider clock, HttpContext context, CancellationToken cancellationToken)
    {
        if (await groups.FindAsync(caller.OrganisationId, groupId, cancellationToken) is not { } group)
            return (ProblemResult)PortalProblems.NotFound;
        ETags.Set(context, group.Version);
        return TypedResults.Ok(View(group, clock));
    }

    private static async Task<Results<Created<ReviewerGroupView>, ProblemResult>> CreateAsync(
        SaveReviewerGroup save, Caller caller, ReviewerGroupStore groups, LiveNotices notices, TimeProvider clock, HttpContext context, CancellationToken cancellationToken)
    {
        if (Checked(save, out var draft) is { } problem)
            return problem;
        var saved = await groups.SaveAsync(caller.OrganisationId, null, 0, draft, caller.Actor, cancellationToken);
        if (Problem(saved.Outcome) is { } refusal)
            return refusal;
        notices.FeedAdvanced(caller.OrganisationId.Value, saved.Event!);
        ETags.Set(context, saved.Group!.Version);
        return TypedResults.Created($"/api/v1/reviewer-groups/{saved.Group.Id}", View(saved.Group, clock));
    }

    private static async Task<Results<Ok<ReviewerGroupView>, ProblemResult>> UpdateAsync(
        Id<ReviewGroup> groupId,
        SaveReviewerGroup save,
        [FromHeader(Name = "If-Match")] string? ifMatch,
        Caller caller,
        ReviewerGroupStore groups,
        LiveNotices notices,
        TimeProvider clock,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        if (await groups.FindAsync(caller.OrganisationId, groupId, cancellationToken) is null)
            return (ProblemResult)PortalProblems.NotFound;
        if (Checked(save, out var draft) is { } problem)
            return problem;
        if (ETags.TryReadIfMatch(ifMatch, out var expected) is { } missing)
            return missing;
        var saved = await groups.SaveAsync(caller.OrganisationId, groupId, expected, draft, caller.Actor, cancellationToken);
        if (Problem(saved.Outcome) is { } refusal)
            return refusal;
        notices.FeedAdvanced(caller.OrganisationId.Value, saved.Event!);
        ETags.Set(context, saved.Group!.Version);
        return TypedResults.Ok(View(saved.Group, clock));
    }

    private static async Task<Results<NoContent, ProblemResult>> DeleteAsync(
        Id<ReviewGroup> groupId, Caller caller, ReviewerGroupStore groups, LiveNotices notices, CancellationToken cancellationToken)
    {
        if (await groups.DeleteAsync(caller.OrganisationId, groupId, caller.Actor, cancellationToken) is not { } told)
            return (ProblemResult)PortalProblems.NotFound;
        notices.FeedAdvanced(caller.OrganisationId.Value, told);
        return TypedResults.NoContent();
    }

    private static ReviewerGroupView View(ReviewerGroup group, TimeProvider clock) => new(
        group.Id, group.Name, group.Members, group.Schedule, group.Schedule is null ? [] : [.. OnCall.From(group.Schedule, clock.GetUtcNow(), ShiftsShown)], group.Version);

    private static ProblemResult? Problem(ReviewerGroupOutcome outcome) => outcome switch
    {
        ReviewerGroupOutcome.Done => null,
        ReviewerGroupOutcome.Changed => (ProblemResult)PortalProblems.ChangedMeanwhile,
        ReviewerGroupOutcome.NameTaken => (ProblemResult)PortalProblems.NameTaken,
        ReviewerGroupOutcome.Full => (ProblemResult)PortalProblems.TooMany,
        ReviewerGroupOutcome.UnknownMember => FieldErrors.One("members", "One of these is neither a person of this organisation nor a partner of it."),
        _ => (ProblemResult)PortalProblems.NotFound,
    };

    private static ProblemResult? Checked(SaveReviewerGroup save, out ReviewerGroupDraft draft)
    {
        var errors = new FieldErrors();
        var name = errors.Text("name", save.Name, LongestName);
        if (save.Members.Count > ReviewerGroupStore.MostMembers || save.Members.Any(member => !Id<User>.TryParse(member, out _) && !Id<Organisation>.TryParse(member, out _)))
            errors.Add("members", $"Up to {ReviewerGroupStore.MostMembers} ids of people and partners can stand here.");
        if (save.Schedule is { } schedule)
        {
            if (!TimeZoneInfo.TryFindSystemTimeZoneById(schedule.Zone, out _))
                errors.Add("schedule", "An IANA time zone is needed here, such as Europe/Berlin.");
            if (schedule.People.Concat(schedule.Overrides.Select(one => one.UserId)).Any(person => !save.Members.Contains(person)))
                errors.Add("schedule", "Only people of the group can be on call.");
            if (schedule.Overrides.Count > MostOverrides || schedule.Overrides.Any(one => one.Until <= one.From))
                errors.Add("schedule", $"Up to {MostOverrides} overrides can stand here, and each ends after it begins.");
        }

        draft = new(name, save.Members, save.Schedule);
        return errors.Any ? errors.ToProblem() : null;
    }
}
