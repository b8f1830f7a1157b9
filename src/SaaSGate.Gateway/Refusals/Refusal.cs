using SaaSGate.Contracts.Problems;

namespace SaaSGate.Gateway.Refusals;

/// <summary>A problem with what this request adds to it. Never holds text of the request.</summary>
internal sealed record Refusal(Problem Problem, string? Rule = null, string? ApprovalId = null, string? Detail = null)
{
    /// <summary>What the skill's author reads.</summary>
    public string Message => (Rule, Detail) switch
    {
        (null, null) => Problem.Title,
        ({ } rule, null) => $"{Problem.Title} Rule: {rule}.",
        (null, { } detail) => $"{Problem.Title} {detail}",
        ({ } rule, { } detail) => $"{Problem.Title} Rule: {rule}. {detail}",
    };

    public static implicit operator Refusal(Problem problem) => new(problem);
}
