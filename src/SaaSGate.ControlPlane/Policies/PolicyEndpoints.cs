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
using SaaSGate.Postgres.Policies;

namespace SaaSGate.ControlPlane.Policies;

/// <summary>The rules that decide about requests.</summary>
internal static class PolicyEndpoints
{
    public static void MapPolicies(this IEndpointRouteBuilder api)
    {
        var policies = api.MapGroup("/policies").WithTags("Policies");
        var read = policies.MapGroup("/").RequireAuthorization(Access.Read);
        read.MapGet("/", ListAsync).WithName("listPolicies");
        read.MapGet("/{policyId:pol}", GetAsync).WithName("getPolicy");
        policies.MapGroup("/").RequireAuthorization(Access.Manage).MapPut("/{policyId:pol}", UpdateAsync).WithName("updatePolicy");
    }

    private static async Task<Results<Ok<Page<PolicyView>>, ProblemResult>> ListAsync(
        [AsParameters] PageQuery page, Caller caller, PolicyStore policies, CancellationToken cancellationToken)
    {
        if (!Cursor.TryRead(page.Cursor, 1, out var after))
            return Cursor.Problem();
        var rows = await policies.ListAsync(caller.OrganisationId, after[0], page.Size + 1, cancellationToken);
        return TypedResults.Ok(rows.ToPage(page.Size, row => Cursor.Of(row.Name)));
    }

    private static async Task<Results<Ok<PolicyView>, ProblemResult>> GetAsync(
        Id<Policy> policyId, Caller caller, PolicyStore policies, HttpContext context, CancellationToken cancellationToken)
    {
        if (await policies.FindAsync(caller.OrganisationId, policyId.Value, cancellationToken) is not { } policy)
            return (ProblemResult)PortalProblems.NotFound;
        ETags.Set(context, policy.ActiveVersion);
        return TypedResults.Ok(policy);
    }

    private static async Task<Results<Ok<PolicyView>, ProblemResult>> UpdateAsync(
        Id<Policy> policyId,
        UpdatePolicy update,
        [FromHeader(Name = "If-Match")] string? ifMatch,
        Caller caller,
        PolicyStore policies,
        LiveNotices notices,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        if (await policies.FindAsync(caller.OrganisationId, policyId.Value, cancellationToken) is not { } before)
            return (ProblemResult)PortalProblems.NotFound;
        if (ETags.TryReadIfMatch(ifMatch, out var expected) is { } refusal)
            return refusal;
        if (PolicyCheck.Errors(before.Id, before.Name, expected + 1, update.Document) is { } errors)
            return errors.ToProblem();
        if (await policies.UpdateAsync(caller.OrganisationId, policyId.Value, expected, update.Document, caller.Actor, cancellationToken) is not { } changed)
            return (ProblemResult)PortalProblems.ChangedMeanwhile;

        notices.FeedAdvanced(caller.OrganisationId.Value, changed.Event);
        ETags.Set(context, changed.Policy.ActiveVersion);
        return TypedResults.Ok(changed.Policy);
    }
}
