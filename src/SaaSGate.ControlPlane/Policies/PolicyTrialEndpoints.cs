using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.Inspection;
using SaaSGate.Inspection.Policies;
using SaaSGate.Inspection.Policies.Explaining;
using SaaSGate.Postgres.Policies;

namespace SaaSGate.ControlPlane.Policies;

/// <summary>Documents that are tried on samples. Neither is kept.</summary>
internal static class PolicyTrialEndpoints
{
    private const int LongestInput = 1024 * 1024;
    private const string NoSkill = "skl_none";

    public static void MapPolicyTrials(this IEndpointRouteBuilder policies) =>
        policies.MapGroup("/").RequireAuthorization(Access.Policies).MapPost("/try", TryAsync).WithName("tryPolicy");

    private static async Task<Results<Ok<PolicyTrialReport>, ProblemResult>> TryAsync(
        TryPolicy sample, Caller caller, PolicyStore policies, TimeProvider clock, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var scope = PolicyCheck.Scope(errors, sample.Scope);
        if (sample.Input.Length > LongestInput)
            errors.Add("input", $"At most {LongestInput} characters fit here.");
        if (sample.Endpoint is not (null or "messages" or "count_tokens" or "complete" or "batches"))
            errors.Add("endpoint", "messages, count_tokens, complete or batches is needed here.");
        if (errors.Any)
            return errors.ToProblem();
        var policy = sample.PolicyId is { } id ? await policies.FindAsync(caller.OrganisationId, id, cancellationToken) : null;
        var draft = new PolicySource(policy?.Id ?? Id<Policy>.New(clock).Value, policy?.Name ?? "draft", policy?.LatestVersion + 1 ?? 1, sample.Document, scope!.ToString());
        if (PolicyCheck.Errors(draft, tests: false) is { } unreadable)
            return unreadable.ToProblem();
        var known = sample.SkillId is { } skill ? await policies.FindSkillAsync(caller.OrganisationId, skill, cancellationToken) : null;
        if (sample.SkillId is not null && known is null)
            return FieldErrors.One("skillId", "There is no such skill in this organisation.");
        var beside = sample.Alone ? [] : (await policies.ListActiveAsync(caller.OrganisationId, cancellationToken)).Where(active => active.Id != draft.Id)
            .Select(active => new PolicySource(active.Id, active.Name, active.Version, active.Document, active.Scope));
        try
        {
            return Report(new PolicyTrial([.. beside, draft]), sample, known, clock);
        }
        catch (InvalidOperationException unreadableBeside)
        {
            return FieldErrors.One("document", $"It cannot be merged with what is in force: {unreadableBeside.Message}");
        }
    }

    private static Results<Ok<PolicyTrialReport>, ProblemResult> Report(PolicyTrial trial, TryPolicy sample, PolicySkill? known, TimeProvider clock)
    {
        var input = Encoding.UTF8.GetBytes(sample.Input);
        var facts = new RequestFacts { SkillId = sample.SkillId ?? NoSkill, SkillName = known?.Name, SkillLabels = known?.Labels ?? [], UtcNow = clock.GetUtcNow() };
        var inspector = trial.For(facts);
        if (sample.Tool is { } tool)
        {
            var call = inspector.ExplainToolUse(tool, input, facts);
            return Told(call.Explanation!, call.Findings.CountBy(finding => finding.Type));
        }

        var request = inspector.ExplainRequest(input, FamilyOf(sample.Endpoint), facts);
        return request.Problem is { } problem ? FieldErrors.One("input", problem.Title) : Told(request.Explanation!, request.FindingCounts);
    }

    private static Ok<PolicyTrialReport> Told(PolicyExplanation explanation, IEnumerable<KeyValuePair<string, int>> found) => TypedResults.Ok(new PolicyTrialReport(
        Lower(explanation.Decision.Kind), explanation.Why,
        [.. explanation.Rules.Select(rule => new TriedRule(
            rule.Order, rule.Rule.Name, rule.Rule.PolicyId, rule.Rule.PolicyName, rule.Rule.Scope, Lower(rule.Rule.Kind), OutcomeOf(rule.Outcome), rule.Why))],
        [.. found.OrderBy(type => type.Key, StringComparer.Ordinal).Select(type => new FoundType(type.Key, type.Value))]));

    private static string Lower(DecisionKind kind) => kind.ToString().ToLowerInvariant();

    private static string OutcomeOf(RuleOutcome outcome) => outcome switch
    {
        RuleOutcome.NotAsked => "not_asked",
        RuleOutcome.NotMatched => "not_matched",
        RuleOutcome.Excepted => "excepted",
        RuleOutcome.Matched => "matched",
        _ => "decides",
    };

    private static EndpointFamily FamilyOf(string? endpoint) => endpoint switch
    {
        "count_tokens" => EndpointFamily.CountTokens,
        "complete" => EndpointFamily.Complete,
        "batches" => EndpointFamily.Batches,
        _ => EndpointFamily.Messages,
    };
}
