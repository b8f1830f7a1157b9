using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Policies;

namespace SaaSGate.ControlPlane.Policies;

/// <summary>Why exchanges were decided as they were, and what drafts would have done.</summary>
internal static class RuleMatchEndpoints
{
    private const int MostDays = 90, UsualDays = 7;

    public static void MapRuleMatches(this IEndpointRouteBuilder api)
    {
        var read = api.MapGroup("/").WithTags("Policies").RequireAuthorization(Access.Read);
        read.MapGet("/exchanges/{exchangeId:exc}/explanation", ExplainAsync).WithName("explainExchange");
        read.MapGet("/policies/{policyId:pol}/matches", ListAsync).WithName("listPolicyMatches");
        read.MapGet("/policies/{policyId:pol}/shadow", ShadowAsync).WithName("getPolicyShadow");
    }

    private static async Task<Results<Ok<ExchangeExplanation>, ProblemResult>> ExplainAsync(
        Id<Exchange> exchangeId, Caller caller, RuleMatchStore matches, CancellationToken cancellationToken) =>
        await matches.ExplainAsync(caller.OrganisationId, exchangeId, cancellationToken) is { } explanation
            ? TypedResults.Ok(explanation with { Why = ExplanationText.Of(explanation) })
            : (ProblemResult)PortalProblems.NotFound;

    private static async Task<Results<Ok<Page<MatchedExchange>>, ProblemResult>> ListAsync(
        Id<Policy> policyId,
        [FromQuery, Description("Whether matches of drafts are asked for; those of versions in force when absent.")] bool? shadow,
        [FromQuery, Description("Only of this rule."), MaxLength(100)] string? rule,
        [AsParameters] PageQuery page,
        Caller caller,
        PolicyStore policies,
        RuleMatchStore matches,
        CancellationToken cancellationToken)
    {
        if (!Cursor.TryRead(page.Cursor, out DateTimeOffset? at, out var id))
            return Cursor.Problem();
        if (await policies.FindAsync(caller.OrganisationId, policyId.Value, cancellationToken) is null)
            return (ProblemResult)PortalProblems.NotFound;
        var rows = await matches.ListAsync(caller.OrganisationId, policyId.Value, shadow ?? false, rule, at, id, page.Size + 1, cancellationToken);
        return TypedResults.Ok(rows.ToPage(page.Size, row => Cursor.Of(row.At, row.ExchangeId)));
    }

    private static async Task<Results<Ok<ShadowReport>, ProblemResult>> ShadowAsync(
        Id<Policy> policyId,
        [FromQuery, Description("The draft; the one that runs now when absent.")] long? version,
        [FromQuery, Description("Of the last so many days, 1 to 90; 7 when absent.")] int? days,
        Caller caller,
        PolicyStore policies,
        RuleMatchStore matches,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        if (await policies.FindAsync(caller.OrganisationId, policyId.Value, cancellationToken) is not { } policy)
            return (ProblemResult)PortalProblems.NotFound;
        var (draft, since) = (version ?? policy.ShadowVersion ?? 0, clock.GetUtcNow().AddDays(-Math.Clamp(days ?? UsualDays, 1, MostDays)));
        return TypedResults.Ok(new ShadowReport(draft, since, await matches.ShadowAsync(caller.OrganisationId, policyId.Value, draft, since, cancellationToken)));
    }
}
