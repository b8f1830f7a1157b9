using System.Globalization;
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
using SaaSGate.Postgres.Live;
using SaaSGate.Postgres.Policies;

namespace SaaSGate.ControlPlane.Policies;

/// <summary>Versions of policies: drafts, review, activation, roll-back, comments, shadow.</summary>
internal static class PolicyVersionEndpoints
{
    public static void MapPolicyVersions(this IEndpointRouteBuilder policies)
    {
        var read = policies.MapGroup("/{policyId:pol}").RequireAuthorization(Access.Read);
        read.MapGet("/versions", ListAsync).WithName("listPolicyVersions");
        read.MapGet("/versions/{version:long}", GetAsync).WithName("getPolicyVersion");
        read.MapGet("/versions/{version:long}/comments", ListCommentsAsync).WithName("listPolicyComments");
        var write = policies.MapGroup("/{policyId:pol}").RequireAuthorization(Access.Policies);
        write.MapPost("/versions", DraftAsync).WithName("draftPolicy");
        write.MapPost("/versions/{version:long}/review", AskReviewAsync).WithName("askPolicyReview");
        write.MapPost("/versions/{version:long}/return", ReturnAsync).WithName("returnPolicy");
        write.MapPost("/versions/{version:long}/activate", ActivateAsync).WithName("activatePolicy");
        write.MapPost("/versions/{version:long}/roll-back", RollBackAsync).WithName("rollBackPolicy");
        write.MapPost("/versions/{version:long}/shadow", ShadowAsync).WithName("shadowPolicy");
        write.MapPost("/versions/{version:long}/comments", CommentAsync).WithName("commentPolicy");
        write.MapDelete("/shadow", EndShadowAsync).WithName("endPolicyShadow");
    }

    private static async Task<Results<Ok<Page<PolicyVersionView>>, ProblemResult>> ListAsync(
        Id<Policy> policyId, [AsParameters] PageQuery page, Caller caller, PolicyStore policies, PolicyVersionStore versions, CancellationToken cancellationToken)
    {
        if (!Cursor.TryRead(page.Cursor, 1, out var key) || !long.TryParse(key[0] ?? "0", NumberStyles.None, CultureInfo.InvariantCulture, out var before))
            return Cursor.Problem();
        if (await policies.FindAsync(caller.OrganisationId, policyId.Value, cancellationToken) is null)
            return (ProblemResult)PortalProblems.NotFound;
        var rows = await versions.ListAsync(caller.OrganisationId, policyId.Value, before == 0 ? null : before, page.Size + 1, cancellationToken);
        return TypedResults.Ok(rows.ToPage(page.Size, row => Cursor.Of(row.Version.ToString(CultureInfo.InvariantCulture))));
    }

    private static async Task<Results<Ok<PolicyVersionDetail>, ProblemResult>> GetAsync(
        Id<Policy> policyId, long version, Caller caller, PolicyVersionStore versions, CancellationToken cancellationToken) =>
        await versions.FindAsync(caller.OrganisationId, policyId.Value, version, cancellationToken) is { } found
            ? TypedResults.Ok(found)
            : (ProblemResult)PortalProblems.NotFound;

    private static async Task<Results<Created<PolicyVersionDetail>, ProblemResult>> DraftAsync(
        Id<Policy> policyId, DraftPolicy draft, Caller caller, PolicyStore policies, PolicyVersionStore versions, LiveNotices notices, CancellationToken cancellationToken)
    {
        if (await policies.FindAsync(caller.OrganisationId, policyId.Value, cancellationToken) is not { } policy)
            return (ProblemResult)PortalProblems.NotFound;
        var errors = new FieldErrors();
        var scope = PolicyCheck.Scope(errors, draft.Scope ?? policy.Scope);
        if (draft.Document is null)
            errors.Add("document", "A text is needed here.");
        else if (draft.Document.Length > PolicyCheck.LongestDocument)
            errors.Add("document", $"At most {PolicyCheck.LongestDocument} characters fit here.");
        if (draft.Note?.Length > PolicyEndpoints.LongestNote)
            errors.Add("note", $"At most {PolicyEndpoints.LongestNote} characters fit here.");
        if (errors.Any)
            return errors.ToProblem();
        if (scope!.SkillId is { } skill && await policies.FindSkillAsync(caller.OrganisationId, skill, cancellationToken) is null)
            return FieldErrors.One("scope", "There is no such skill in this organisation.");
        var (outcome, added, appended) = await versions.AddAsync(
            caller.OrganisationId, policyId.Value, new(draft.Document!, scope.ToString(), draft.BasedOn, draft.Note), caller.ForPolicy(), cancellationToken);
        if (added is null)
            return PolicyAnswers.Refusal(outcome);
        notices.FeedAdvanced(caller.OrganisationId.Value, appended!);
        return TypedResults.Created($"/api/v1/policies/{policyId}/versions/{added.Version}", added);
    }

    private static async Task<Results<Ok<PolicyVersionDetail>, ProblemResult>> AskReviewAsync(
        Id<Policy> policyId, long version, Caller caller, PolicyVersionStore versions, LiveNotices notices, CancellationToken cancellationToken)
    {
        if (await versions.FindAsync(caller.OrganisationId, policyId.Value, version, cancellationToken) is not { } draft)
            return (ProblemResult)PortalProblems.NotFound;
        return PolicyCheck.Errors(new(policyId.Value, "draft", version, draft.Document, draft.Scope)) is { } errors
            ? errors.ToProblem()
            : Told(await versions.AskReviewAsync(caller.OrganisationId, policyId.Value, version, caller.ForPolicy(), cancellationToken), caller, notices);
    }

    private static async Task<Results<Ok<PolicyVersionDetail>, ProblemResult>> ReturnAsync(
        Id<Policy> policyId, long version, Caller caller, PolicyVersionStore versions, LiveNotices notices, CancellationToken cancellationToken) =>
        Told(await versions.ReturnAsync(caller.OrganisationId, policyId.Value, version, caller.ForPolicy(), cancellationToken), caller, notices);

    private static async Task<Results<Ok<PolicyVersionDetail>, ProblemResult>> ActivateAsync(
        Id<Policy> policyId, long version, [FromHeader(Name = "If-Match")] string? ifMatch, Caller caller, PolicyVersionStore versions, LiveNotices notices,
        CancellationToken cancellationToken)
    {
        if (await versions.FindAsync(caller.OrganisationId, policyId.Value, version, cancellationToken) is not { } draft)
            return (ProblemResult)PortalProblems.NotFound;
        if (ETags.TryReadIfMatch(ifMatch, out var expected) is { } refusal)
            return refusal;
        return PolicyCheck.Errors(new(policyId.Value, "draft", version, draft.Document, draft.Scope)) is { } errors
            ? errors.ToProblem()
            : Told(await versions.ActivateAsync(caller.OrganisationId, policyId.Value, version, expected, caller.ForPolicy(), cancellationToken), caller, notices);
    }

    /// <summary>A new version with an old document. What gateways could read once they may not read any more: it is checked like any other.</summary>
    private static async Task<Results<Ok<PolicyVersionDetail>, ProblemResult>> RollBackAsync(
        Id<Policy> policyId, long version, [FromHeader(Name = "If-Match")] string? ifMatch, Caller caller, PolicyVersionStore versions, LiveNotices notices,
        CancellationToken cancellationToken)
    {
        if (await versions.FindAsync(caller.OrganisationId, policyId.Value, version, cancellationToken) is not { } old)
            return (ProblemResult)PortalProblems.NotFound;
        if (ETags.TryReadIfMatch(ifMatch, out var expected) is { } refusal)
            return refusal;
        if (PolicyCheck.Errors(new(policyId.Value, "draft", version, old.Document, old.Scope)) is { } errors)
            return errors.ToProblem();
        var again = new NewPolicyVersion(old.Document, old.Scope, version, $"Back to version {version}");
        return Told(await versions.AddActiveAsync(caller.OrganisationId, policyId.Value, expected, again, caller.ForPolicy(), cancellationToken, askReview: true), caller, notices);
    }

    private static async Task<Results<Ok<PolicyVersionDetail>, ProblemResult>> ShadowAsync(
        Id<Policy> policyId, long version, Caller caller, PolicyVersionStore versions, LiveNotices notices, CancellationToken cancellationToken)
    {
        if (await versions.FindAsync(caller.OrganisationId, policyId.Value, version, cancellationToken) is not { } draft)
            return (ProblemResult)PortalProblems.NotFound;
        if (PolicyCheck.Errors(new(policyId.Value, "draft", version, draft.Document, draft.Scope)) is { } errors)
            return errors.ToProblem();
        var (outcome, appended) = await versions.ShadowAsync(caller.OrganisationId, policyId.Value, version, caller.ForPolicy(), cancellationToken);
        return Told((outcome, draft with { InShadow = true }, appended), caller, notices);
    }

    private static async Task<Results<NoContent, ProblemResult>> EndShadowAsync(
        Id<Policy> policyId, Caller caller, PolicyVersionStore versions, LiveNotices notices, CancellationToken cancellationToken)
    {
        var (outcome, appended) = await versions.ShadowAsync(caller.OrganisationId, policyId.Value, null, caller.ForPolicy(), cancellationToken);
        if (appended is null)
            return PolicyAnswers.Refusal(outcome);
        notices.FeedAdvanced(caller.OrganisationId.Value, appended);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<Page<PolicyCommentView>>, ProblemResult>> ListCommentsAsync(
        Id<Policy> policyId, long version, [AsParameters] PageQuery page, Caller caller, PolicyVersionStore versions, CancellationToken cancellationToken)
    {
        if (!Cursor.TryRead(page.Cursor, 1, out var after))
            return Cursor.Problem();
        if (await versions.FindAsync(caller.OrganisationId, policyId.Value, version, cancellationToken) is null)
            return (ProblemResult)PortalProblems.NotFound;
        var rows = await versions.ListCommentsAsync(caller.OrganisationId, policyId.Value, version, after[0], page.Size + 1, cancellationToken);
        return TypedResults.Ok(rows.ToPage(page.Size, row => Cursor.Of(row.Id)));
    }

    private static async Task<Results<Created<PolicyCommentView>, ProblemResult>> CommentAsync(
        Id<Policy> policyId, long version, CommentPolicy comment, Caller caller, PolicyVersionStore versions, LiveNotices notices, CancellationToken cancellationToken)
    {
        if (await versions.FindAsync(caller.OrganisationId, policyId.Value, version, cancellationToken) is null)
            return (ProblemResult)PortalProblems.NotFound;
        if (string.IsNullOrWhiteSpace(comment.Text) || comment.Text.Length > PolicyEndpoints.LongestNote)
            return FieldErrors.One("text", $"A text of at most {PolicyEndpoints.LongestNote} characters is needed here.");
        if (comment.Line is < 1)
            return FieldErrors.One("line", "Lines count from 1.");
        var (made, appended) = await versions.CommentAsync(caller.OrganisationId, policyId.Value, version, comment.Line, comment.Text.Trim(), caller.ForPolicy(), cancellationToken);
        notices.FeedAdvanced(caller.OrganisationId.Value, appended);
        return TypedResults.Created($"/api/v1/policies/{policyId}/versions/{version}/comments", made);
    }

    private static Results<Ok<PolicyVersionDetail>, ProblemResult> Told(
        (PolicyOutcome Outcome, PolicyVersionDetail? Version, FeedEvent? Event) changed, Caller caller, LiveNotices notices)
    {
        if (changed.Event is not { } appended)
            return PolicyAnswers.Refusal(changed.Outcome);
        notices.FeedAdvanced(caller.OrganisationId.Value, appended);
        return TypedResults.Ok(changed.Version!);
    }
}
