using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using SaaSGate.Contracts.Problems;
using SaaSGate.Postgres.Approvals;

namespace SaaSGate.ControlPlane.Http;

/// <summary>An expected refusal, written as <c>application/problem+json</c>.</summary>
internal sealed class ProblemResult(Problem problem, string? detail = null, IReadOnlyDictionary<string, string[]>? errors = null, ApprovalVerdict? decision = null) : IResult, IStatusCodeHttpResult
{
    public Problem Problem => problem;

    public int? StatusCode => problem.Status;

    public static implicit operator ProblemResult(Problem problem) => new(problem);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = problem.Status;
        var body = new ProblemBody(problem.Type, problem.Title, problem.Status, problem.Code, TraceOf(httpContext), detail, errors, decision);
        return httpContext.Response.WriteAsJsonAsync(body, options: null, "application/problem+json", httpContext.RequestAborted);
    }

    private static string TraceOf(HttpContext context) => Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;
}
