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

/// <summary>What reviewers and a skill's owner say to each other about an approval.</summary>
internal static class ThreadEndpoints
{
    private const int LongestText = 4000;

    public static void MapThread(this IEndpointRouteBuilder approvals)
    {
        var thread = approvals.MapGroup("/{approvalId:apr}/messages").RequireAuthorization(Access.Read);
        thread.MapGet("/", ListAsync).WithName("listApprovalMessages");
        thread.MapPost("/", AddAsync).WithName("addApprovalMessage").WithMetadata(new RepeatedByReading(ReadAgainAsync));
    }

    private static async Task<Results<Ok<Page<ApprovalMessage>>, ProblemResult>> ListAsync(
        Id<Approval> approvalId, Caller caller, ApprovalStore approvals, ApprovalMessageStore messages, CancellationToken cancellationToken) =>
        await approvals.FindAsync(ApprovalViews.Reader(caller), approvalId, cancellationToken) is null
            ? (ProblemResult)PortalProblems.NotFound
            : TypedResults.Ok(new Page<ApprovalMessage>(await messages.ListAsync(caller.OrganisationId, approvalId, cancellationToken), null));

    private static async Task<Results<Ok<Page<ApprovalMessage>>, ProblemResult>> AddAsync(
        Id<Approval> approvalId,
        SayOfApproval say,
        Caller caller,
        ApprovalStore approvals,
        ApprovalMessageStore messages,
        LiveNotices notices,
        CancellationToken cancellationToken)
    {
        if (await approvals.FindAsync(ApprovalViews.Reader(caller), approvalId, cancellationToken) is not { } row)
            return (ProblemResult)PortalProblems.NotFound;
        if (!ApprovalViews.MaySay(row, caller))
            return (ProblemResult)PortalProblems.Forbidden;
        var text = say.Text?.Trim() ?? "";
        if (text.Length is 0 or > LongestText)
            return FieldErrors.One("text", $"One to {LongestText} characters are needed here.");
        var (outcome, feeds) = await messages.AddAsync(caller.OrganisationId, approvalId, caller.Actor, text, cancellationToken);
        notices.FeedAdvanced(feeds);
        return outcome switch
        {
            SayOutcome.Said => await ListAsync(approvalId, caller, approvals, messages, cancellationToken),
            SayOutcome.Full => (ProblemResult)PortalProblems.TooMany,
            SayOutcome.Forbidden => (ProblemResult)PortalProblems.Forbidden,
            _ => (ProblemResult)PortalProblems.NotFound,
        };
    }

    private static async Task<IResult> ReadAgainAsync(HttpContext context) => await ListAsync(
        Id<Approval>.Parse((string)context.GetRouteValue("approvalId")!),
        Caller.From(context.User),
        (ApprovalStore)context.RequestServices.GetService(typeof(ApprovalStore))!,
        (ApprovalMessageStore)context.RequestServices.GetService(typeof(ApprovalMessageStore))!,
        context.RequestAborted);
}
