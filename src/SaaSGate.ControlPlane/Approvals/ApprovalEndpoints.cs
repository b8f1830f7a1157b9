using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Idempotency;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Live;
using SaaSGate.ControlPlane.Regions;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Approvals;

namespace SaaSGate.ControlPlane.Approvals;

/// <summary>Held requests, of the caller's organisation and of those that granted it review.</summary>
internal static class ApprovalEndpoints
{
    private const int LongestNote = 1000, DigestDigits = 64;

    public static void MapApprovals(this IEndpointRouteBuilder api)
    {
        var approvals = api.MapGroup("/approvals").WithTags("Approvals");
        var read = approvals.MapGroup("/").RequireAuthorization(Access.Read);
        read.MapGet("/", ListAsync).WithName("listApprovals");
        read.MapGet("/{approvalId:apr}", GetAsync).WithName("getApproval");

        var decide = approvals.MapGroup("/").RequireAuthorization(Access.Decide);
        // The answer shows what a grant lets see, so it is not kept: who sends a decision again reads, if the grant still lives.
        decide.MapPost("/{approvalId:apr}/decision", DecideAsync).WithName("decideApproval").WithMetadata(new RepeatedByReading(ReadAgainAsync));
    }

    private static async Task<Results<Ok<Page<ApprovalSummary>>, ProblemResult>> ListAsync(
        [AllowedValues("waiting", "decided")] string? state,
        [AsParameters] PageQuery page,
        Caller caller,
        ApprovalStore approvals,
        CancellationToken cancellationToken)
    {
        if (state is not (null or "waiting" or "decided"))
            return FieldErrors.One("state", "waiting or decided is needed here.");
        if (!Cursor.TryRead(page.Cursor, out DateTimeOffset? at, out var id))
            return Cursor.Problem();
        var rows = await approvals.ListAsync(caller.OrganisationId, state is null ? null : state == "waiting", at, id, page.Size + 1, cancellationToken);
        return TypedResults.Ok(rows.ConvertAll(ApprovalViews.Summary).ToPage(page.Size, row => Cursor.Of(row.CreatedAt, row.Id)));
    }

    private static async Task<Results<Ok<ApprovalDetail>, ProblemResult>> GetAsync(
        Id<Approval> approvalId, Caller caller, ApprovalStore approvals, TimeProvider clock, CancellationToken cancellationToken) =>
        await approvals.FindAsync(caller.OrganisationId, approvalId, cancellationToken) is { } row
            ? TypedResults.Ok(ApprovalViews.Detail(row, caller, clock.GetUtcNow()))
            : (ProblemResult)PortalProblems.NotFound;

    private static async Task<Results<Ok<ApprovalDetail>, ProblemResult>> DecideAsync(
        Id<Approval> approvalId,
        DecideApproval decide,
        Caller caller,
        ApprovalStore approvals,
        LiveNotices notices,
        ApprovalClocks clocks,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        if (decide.Decision is not ("approve" or "deny"))
            errors.Add("decision", "approve or deny is needed here.");
        if (decide.ViewDigest.Length != DigestDigits || !decide.ViewDigest.All(char.IsAsciiHexDigit))
            errors.Add("viewDigest", "The viewDigest of the approval is needed here.");
        if (decide.Note is { Length: > LongestNote })
            errors.Add("note", $"At most {LongestNote} characters fit here.");
        if (errors.Any)
            return errors.ToProblem();

        var result = await approvals.DecideAsync(
            new(caller.OrganisationId, approvalId, decide.Decision == "approve", Convert.FromHexString(decide.ViewDigest), caller.Actor, caller.MadeBy, decide.Note), cancellationToken);
        if (Problem(result.Outcome) is { } problem)
            return (ProblemResult)problem;
        notices.FeedAdvanced(result.Feeds);
        if (await approvals.FindAsync(caller.OrganisationId, approvalId, cancellationToken) is not { } row)
            return (ProblemResult)PortalProblems.NotFound;
        clocks.Moved(row.OrganisationId, row.Id);
        return TypedResults.Ok(ApprovalViews.Detail(row, caller, clock.GetUtcNow()));
    }

    private static async Task<IResult> ReadAgainAsync(HttpContext context) => await GetAsync(
        Id<Approval>.Parse((string)context.GetRouteValue("approvalId")!),
        Caller.From(context.User),
        context.RequestServices.GetRequiredService<ApprovalStore>(),
        context.RequestServices.GetRequiredService<TimeProvider>(),
        context.RequestAborted);

    private static Problem? Problem(DecideOutcome outcome) => outcome switch
    {
        DecideOutcome.Decided => null,
        DecideOutcome.NotFound => PortalProblems.NotFound,
        DecideOutcome.AlreadyDecided => PortalProblems.AlreadyDecided,
        DecideOutcome.ViewChanged => PortalProblems.ViewChanged,
        DecideOutcome.OwnRequest => PortalProblems.OwnRequest,
        DecideOutcome.Forbidden => PortalProblems.Forbidden,
        _ => throw new InvalidOperationException($"The outcome {outcome} is not known."),
    };
}
