using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Idempotency;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Live;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Approvals;

namespace SaaSGate.ControlPlane.Approvals;

/// <summary>Breaking the glass: an admin approves past everyone whom the rule asks, and somebody else reviews it.</summary>
internal static class GlassEndpoints
{
    public static void MapGlass(this IEndpointRouteBuilder approvals)
    {
        approvals.MapGroup("/").RequireAuthorization(Access.BreakGlass)
            .MapPost("/{approvalId:apr}/break-glass", BreakAsync).WithName("breakGlass").WithMetadata(new RepeatedByReading(ApprovalEndpoints.ReadAgainAsync));
        var look = approvals.MapGroup("/").RequireAuthorization(Access.Look);
        look.MapGet("/broken-glass", ListAsync).WithName("listBrokenGlass");
        look.MapGet("/{approvalId:apr}/broken-glass", GetAsync).WithName("getBrokenGlass");
        approvals.MapGroup("/").RequireAuthorization(Access.Contain).MapPost("/{approvalId:apr}/broken-glass/review", ReviewAsync).WithName("reviewBrokenGlass");
    }

    private static async Task<Results<Ok<ApprovalDetail>, ProblemResult>> BreakAsync(
        Id<Approval> approvalId, BreakGlass breaking, Caller caller, Decisions decisions, ApprovalStore approvals, TimeProvider clock, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var seen = ApprovalEndpoints.Digest(errors, "viewDigest", breaking.ViewDigest);
        var reason = errors.Text("reason", breaking.Reason, ApprovalEndpoints.LongestNote);
        if (errors.Any)
            return errors.ToProblem();
        var result = await decisions.BreakGlassAsync(caller, approvalId, seen!, reason, cancellationToken);
        return DecisionProblems.Result(result) is { } problem ? problem : await ApprovalEndpoints.ShownAsync(approvalId, caller, approvals, clock, cancellationToken);
    }

    private static async Task<Results<Ok<Page<BrokenGlass>>, ProblemResult>> ListAsync(
        bool? due, [AsParameters] PageQuery page, Caller caller, BrokenGlassStore glass, CancellationToken cancellationToken)
    {
        if (!Cursor.TryRead(page.Cursor, out DateTimeOffset? at, out var id))
            return Cursor.Problem();
        var rows = await glass.ListAsync(caller.OrganisationId, due == true, at, id, page.Size + 1, cancellationToken);
        return TypedResults.Ok(rows.ToPage(page.Size, row => Cursor.Of(row.At, row.ApprovalId)));
    }

    private static async Task<Results<Ok<BrokenGlass>, ProblemResult>> GetAsync(
        Id<Approval> approvalId, Caller caller, BrokenGlassStore glass, CancellationToken cancellationToken) =>
        await glass.FindAsync(caller.OrganisationId, approvalId, cancellationToken) is { } found ? TypedResults.Ok(found) : (ProblemResult)PortalProblems.NotFound;

    private static async Task<Results<Ok<BrokenGlass>, ProblemResult>> ReviewAsync(
        Id<Approval> approvalId, ReviewGlass review, Caller caller, BrokenGlassStore glass, LiveNotices notices, CancellationToken cancellationToken)
    {
        if (await glass.FindAsync(caller.OrganisationId, approvalId, cancellationToken) is null)
            return (ProblemResult)PortalProblems.NotFound;
        var errors = new FieldErrors();
        var note = errors.Text("note", review.Note, ApprovalEndpoints.LongestNote);
        if (errors.Any)
            return errors.ToProblem();
        if (await glass.ReviewAsync(caller.OrganisationId, approvalId, caller.PersonId, review.Justified, note, caller.Actor, cancellationToken) is not { } told)
            return (ProblemResult)PortalProblems.ReviewRefused;
        notices.FeedAdvanced(caller.OrganisationId.Value, told);
        return TypedResults.Ok((await glass.FindAsync(caller.OrganisationId, approvalId, cancellationToken))!);
    }
}
