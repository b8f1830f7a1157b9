using System.ComponentModel;
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
using SaaSGate.Postgres;
using SaaSGate.Postgres.Approvals;

namespace SaaSGate.ControlPlane.Approvals;

/// <summary>Held requests, of the caller's organisation and of those that granted it review.</summary>
internal static class ApprovalEndpoints
{
    public const int LongestNote = 1000;
    private const int DigestDigits = 64, MostAtOnce = 2000, AtOnce = 6;

    public static void MapApprovals(this IEndpointRouteBuilder api)
    {
        var approvals = api.MapGroup("/approvals").WithTags("Approvals");
        var read = approvals.MapGroup("/").RequireAuthorization(Access.Read);
        read.MapGet("/", ListAsync).WithName("listApprovals");
        read.MapGet("/{approvalId:apr}", GetAsync).WithName("getApproval");
        read.MapGet("/{approvalId:apr}/changes", ChangesAsync).WithName("getApprovalChanges");

        var decide = approvals.MapGroup("/").RequireAuthorization(Access.Decide);
        // The answer shows what a grant lets see, so it is not kept: who sends a decision again reads, if the grant still lives.
        decide.MapPost("/{approvalId:apr}/decision", DecideAsync).WithName("decideApproval").WithMetadata(new RepeatedByReading(ReadAgainAsync));
        decide.MapPost("/{approvalId:apr}/edits", EditAsync).WithName("editApproval").WithMetadata(new RepeatedByReading(ReadAgainAsync));
        decide.MapPost("/decisions", DecideManyAsync).WithName("decideApprovals");
        approvals.MapThread();
        approvals.MapGlass();
    }

    /// <summary>The approval as it is now, to this caller.</summary>
    public static async Task<Results<Ok<ApprovalDetail>, ProblemResult>> ShownAsync(
        Id<Approval> approvalId, Caller caller, ApprovalStore approvals, TimeProvider clock, CancellationToken cancellationToken) =>
        await approvals.FindAsync(ApprovalViews.Reader(caller), approvalId, cancellationToken) is { } row
            ? TypedResults.Ok(ApprovalViews.Detail(row, await approvals.ListVotesAsync(caller.OrganisationId, approvalId, cancellationToken), caller, clock.GetUtcNow()))
            : (ProblemResult)PortalProblems.NotFound;

    /// <summary>The digest that a reviewer saw; null, and an error, where it is none.</summary>
    public static byte[]? Digest(FieldErrors errors, string field, string? digest)
    {
        if (digest?.Length == DigestDigits && digest.All(char.IsAsciiHexDigit))
            return Convert.FromHexString(digest);
        errors.Add(field, "The viewDigest of the approval is needed here.");
        return null;
    }

    public static async Task<IResult> ReadAgainAsync(HttpContext context) => await ShownAsync(
        Id<Approval>.Parse((string)context.GetRouteValue("approvalId")!),
        Caller.From(context.User),
        context.RequestServices.GetRequiredService<ApprovalStore>(),
        context.RequestServices.GetRequiredService<TimeProvider>(),
        context.RequestAborted);

    private static async Task<Results<Ok<Page<ApprovalSummary>>, ProblemResult>> ListAsync(
        [AllowedValues("waiting", "decided")] string? state,
        [Description("Only those that the caller is asked about.")] bool? mine,
        [Description("Only those of this skill.")] string? skill,
        [Description("Only those like this approval: of its skill and rule, with its tools and destination.")] string? like,
        [AllowedValues("newest", "ending"), Description("newest, the default: the newest first; ending: what ends soonest first. A cursor goes on in the order that it was given in.")] string? order,
        [AsParameters] PageQuery page,
        Caller caller,
        ApprovalStore approvals,
        CancellationToken cancellationToken)
    {
        if (state is not (null or "waiting" or "decided"))
            return FieldErrors.One("state", "waiting or decided is needed here.");
        if (order is not (null or "newest" or "ending"))
            return FieldErrors.One("order", "newest or ending is needed here.");
        if (!Cursor.TryRead(page.Cursor, out DateTimeOffset? at, out var id))
            return Cursor.Problem();
        var filter = new ApprovalFilter(state is null ? null : state == "waiting", mine == true, skill, like, order == "ending", at, id, page.Size + 1);
        var rows = await approvals.ListAsync(ApprovalViews.Reader(caller), filter, cancellationToken);
        return TypedResults.Ok(rows.ConvertAll(ApprovalViews.Summary).ToPage(page.Size, row => Cursor.Of(filter.Ending ? row.ExpiresAt : row.CreatedAt, row.Id)));
    }

    private static Task<Results<Ok<ApprovalDetail>, ProblemResult>> GetAsync(
        Id<Approval> approvalId, Caller caller, ApprovalStore approvals, TimeProvider clock, CancellationToken cancellationToken) =>
        ShownAsync(approvalId, caller, approvals, clock, cancellationToken);

    /// <summary>What changed since the last request of the skill that was approved and that the caller sees.</summary>
    private static async Task<Results<Ok<ApprovalChanges>, ProblemResult>> ChangesAsync(
        Id<Approval> approvalId, Caller caller, ApprovalStore approvals, CancellationToken cancellationToken)
    {
        var reader = ApprovalViews.Reader(caller);
        if (await approvals.FindAsync(reader, approvalId, cancellationToken) is not { } row)
            return (ProblemResult)PortalProblems.NotFound;
        var before = row.EditOf ?? await approvals.FindLastApprovedAsync(reader, row, cancellationToken);
        if (before is null || await approvals.FindAsync(reader, Id<Approval>.Parse(before), cancellationToken) is not { } last)
            return TypedResults.Ok(new ApprovalChanges(null, null, null, [], 0));
        var (changes, leftOut) = ViewDiff.Between(last.View, row.View);
        return TypedResults.Ok(new ApprovalChanges(last.Id, last.DecidedByName, last.DecidedAt, changes, leftOut));
    }

    private static async Task<Results<Ok<ApprovalDetail>, ProblemResult>> DecideAsync(
        Id<Approval> approvalId, DecideApproval decide, Caller caller, Decisions decisions, ApprovalStore approvals, TimeProvider clock, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        Check(errors, decide.Decision, decide.Note);
        var seen = Digest(errors, "viewDigest", decide.ViewDigest);
        if (errors.Any)
            return errors.ToProblem();
        var result = await decisions.DecideAsync(caller, approvalId, decide.Decision == "approve", seen!, decide.Note, together: false, cancellationToken);
        return DecisionProblems.Result(result) is { } problem ? problem : await ShownAsync(approvalId, caller, approvals, clock, cancellationToken);
    }

    private static async Task<Results<Ok<ApprovalDetail>, ProblemResult>> EditAsync(
        Id<Approval> approvalId, EditApproval edit, Caller caller, Decisions decisions, ApprovalStore approvals, TimeProvider clock, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var seen = Digest(errors, "viewDigest", edit.ViewDigest);
        EditCheck.Shape(errors, edit);
        if (errors.Any)
            return errors.ToProblem();
        if (await approvals.FindAsync(ApprovalViews.Reader(caller), approvalId, cancellationToken) is not { } row)
            return (ProblemResult)PortalProblems.NotFound;
        if (row.State == "pending" && !EditCheck.CanChange(row.View, edit))
            return (ProblemResult)PortalProblems.NotEditable;
        var result = await decisions.EditAsync(caller, approvalId, seen!, [.. edit.Edits.Select(one => new RequestedEdit(one.Pointer, one.Text))], cancellationToken);
        return DecisionProblems.Result(result) is { } problem ? problem : await ShownAsync(approvalId, caller, approvals, clock, cancellationToken);
    }

    /// <summary>Each is decided by itself, in a transaction of its own, and each has a result of its own: what is refused for one is not refused for the others.</summary>
    private static async Task<Results<Ok<ManyDecided>, ProblemResult>> DecideManyAsync(
        DecideApprovals decide, Caller caller, Decisions decisions, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        Check(errors, decide.Decision, decide.Note);
        if (decide.Items.Count is 0 or > MostAtOnce)
            errors.Add("items", $"One to {MostAtOnce} approvals are decided at once.");
        var asked = new List<(Id<Approval> Approval, byte[] Seen)>();
        foreach (var item in errors.Any ? [] : decide.Items)
            if (!Id<Approval>.TryParse(item.Id, out var approval))
                errors.Add("items", $"{item.Id} is no approval's id.");
            else if (Digest(errors, "items", item.ViewDigest) is { } seen)
                asked.Add((approval, seen));
        if (asked.DistinctBy(one => one.Approval).Count() != asked.Count)
            errors.Add("items", "Each approval can stand here once.");
        if (errors.Any)
            return errors.ToProblem();

        var results = new DecidedItem[asked.Count];
        await Parallel.ForAsync(0, asked.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (i, stop) =>
        {
            var result = await decisions.DecideAsync(caller, asked[i].Approval, decide.Decision == "approve", asked[i].Seen, decide.Note, together: true, stop);
            results[i] = new(asked[i].Approval.Value, DecisionProblems.Of(result.Outcome)?.Code, result.Verdict?.State, result.Verdict?.ByName, result.Verdict?.At);
        });
        await decisions.TogetherAsync(caller, decide.Decision, results.Length, results.Count(result => result.Problem is null), cancellationToken);
        return TypedResults.Ok(new ManyDecided(results));
    }

    private static void Check(FieldErrors errors, string decision, string? note)
    {
        if (decision is not ("approve" or "deny"))
            errors.Add("decision", "approve or deny is needed here.");
        if (note is { Length: > LongestNote })
            errors.Add("note", $"At most {LongestNote} characters fit here.");
    }
}
