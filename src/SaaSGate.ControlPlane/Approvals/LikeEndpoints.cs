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
using SaaSGate.Postgres.Approvals;

namespace SaaSGate.ControlPlane.Approvals;

/// <summary>What is approved at once, for a while, because it is like something that somebody approved. Whoever may decide ends it.</summary>
internal static class LikeEndpoints
{
    private const int LongestMinutes = 24 * 60;

    public static void MapLikes(this IEndpointRouteBuilder api)
    {
        var likes = api.MapGroup("/approval-likes").WithTags("Approvals");
        likes.MapGroup("/").RequireAuthorization(Access.Read).MapGet("/", ListAsync).WithName("listApprovalLikes");
        var decide = likes.MapGroup("/").RequireAuthorization(Access.Decide);
        decide.MapPost("/", AddAsync).WithName("approveLikes");
        decide.MapDelete("/{likeId:lik}", RevokeAsync).WithName("revokeApprovalLike");
    }

    private static async Task<Results<Ok<Page<LikeView>>, ProblemResult>> ListAsync(
        bool? live, [AsParameters] PageQuery page, Caller caller, LikeStore likes, CancellationToken cancellationToken)
    {
        if (!Cursor.TryRead(page.Cursor, 1, out var before))
            return Cursor.Problem();
        var rows = await likes.ListAsync(caller.OrganisationId, live == true, before[0], page.Size + 1, cancellationToken);
        return TypedResults.Ok(rows.ToPage(page.Size, row => Cursor.Of(row.Id)));
    }

    private static async Task<Results<Created<LikeView>, ProblemResult>> AddAsync(
        ApproveLikes approve, Caller caller, LikeStore likes, LiveNotices notices, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (!Id<Approval>.TryParse(approve.ApprovalId, out var approval))
            return FieldErrors.One("approvalId", "An approval's id is needed here.");
        if (approve.Minutes is < 1 or > LongestMinutes)
            return FieldErrors.One("minutes", $"1 to {LongestMinutes} minutes are possible.");
        if (await likes.AddAsync(caller.OrganisationId, approval, caller.PersonId, caller.Actor, clock.GetUtcNow() + TimeSpan.FromMinutes(approve.Minutes), cancellationToken) is not { } made)
            return (ProblemResult)PortalProblems.LikesRefused;
        notices.FeedAdvanced(caller.OrganisationId.Value, made.Event);
        return TypedResults.Created($"/api/v1/approval-likes/{made.Like.Id}", made.Like);
    }

    private static async Task<Results<Ok<LikeView>, ProblemResult>> RevokeAsync(
        Id<ApprovalLike> likeId, Caller caller, LikeStore likes, LiveNotices notices, CancellationToken cancellationToken)
    {
        if (await likes.RevokeAsync(caller.OrganisationId, likeId, caller.Actor, cancellationToken) is not { } ended)
            return (ProblemResult)PortalProblems.NotFound;
        if (ended.Event is { } told)
            notices.FeedAdvanced(caller.OrganisationId.Value, told);
        return TypedResults.Ok(ended.Like);
    }
}
