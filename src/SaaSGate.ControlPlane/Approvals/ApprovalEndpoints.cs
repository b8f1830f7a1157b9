using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.Postgres;

namespace SaaSGate.ControlPlane.Approvals;

/// <summary>Held requests, of the caller's organisation and of those that granted it review.</summary>
internal static class ApprovalEndpoints
{
    public static void MapApprovals(this IEndpointRouteBuilder api)
    {
        var approvals = api.MapGroup("/approvals").WithTags("Approvals").RequireAuthorization(Access.Read);
        approvals.MapGet("/", ListAsync).WithName("listApprovals");
        approvals.MapGet("/{approvalId:apr}", GetAsync).WithName("getApproval");
        approvals.MapPost("/{approvalId:apr}/decision", DecideAsync).WithName("decideApproval").RequireAuthorization(Access.Decide);
    }

    private static Task<Results<Ok<Page<ApprovalSummary>>, ProblemResult>> ListAsync(
        [AllowedValues("waiting", "decided")] string? state, [AsParameters] PageQuery page, Caller caller, CancellationToken cancellationToken) => throw new NotImplementedException();

    private static Task<Results<Ok<ApprovalDetail>, ProblemResult>> GetAsync(Id<Approval> approvalId, Caller caller, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    private static Task<Results<Ok<ApprovalDetail>, ProblemResult>> DecideAsync(
        Id<Approval> approvalId, DecideApproval decide, Caller caller, CancellationToken cancellationToken) => throw new NotImplementedException();
}
