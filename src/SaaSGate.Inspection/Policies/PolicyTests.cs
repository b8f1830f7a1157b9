using SaaSGate.Inspection.Policies.Reading;

namespace SaaSGate.Inspection.Policies;

/// <summary>Runs the tests that a policy carries, by itself: no other policy is in force beside it.</summary>
public static class PolicyTests
{
    private const string Skill = "skl_test";

    /// <summary>Compiles a policy and runs its tests.</summary>
    public static PolicyTestReport Run(PolicySource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var compiled = PolicySet.Compile([source]);
        if (!compiled.Succeeded)
            return new PolicyTestReport(compiled.Errors, []) { Failures = compiled.Errors };
        var tests = PolicyParser.Parse(source, []).Tests;
        PolicyTestResult[] results = [.. tests.Select(test => Run(new Inspector(compiled.Policy, MaskingKeys.Passing(), Skill, clock: new TimeOf(test.Facts), skill: test.Facts), test))];
        return new PolicyTestReport([], results)
        {
            Failures = [.. results.Where(result => !result.Passed).Select(result => new PolicyError(source.Id, source.Name, result.Line, result.Column, result.Message))],
        };
    }

    private static PolicyTestResult Run(Inspector inspector, TestCase test)
    {
        if (test.On == RuleDirection.Response)
        {
            var matches = inspector.MatchesOf(inspector.InspectResponse(test.Body).Findings);
            return Result(matches.Count > 0 ? matches[0].Kind : DecisionKind.Allow, matches.Count > 0 ? matches[0].Rule : "", matches);
        }
        if (test.On == RuleDirection.ToolUse)
        {
            var call = inspector.InspectToolUse(test.Tool, test.Body, test.Facts);
            return Result(call.Decision.Kind, call.Decision.Rule, call.Matches);
        }
        var request = inspector.InspectRequest(test.Body, test.Facts.Endpoint ?? EndpointFamily.Messages, test.Facts);
        return request.Problem is null
            ? Result(request.Decision.Kind, request.Decision.Rule, request.Matches)
            : Result(DecisionKind.Block, "", []) with { Refusal = $"The request of the test '{test.Name}' is none: {request.Problem.Title} Correct it." };

        PolicyTestResult Result(DecisionKind kind, string rule, IReadOnlyList<RuleMatch> matches) => new(test.Name, test.Line, test.Column, test.Decision, test.Rule, kind, rule, matches);
    }

    /// <summary>The moment that a test is about, or now.</summary>
    private sealed class TimeOf(RequestFacts facts) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => facts.UtcNow ?? System.GetUtcNow();
    }
}
