using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Policies;

namespace SaaSGate.ControlPlane.Policies;

/// <summary>The rules that decide about requests.</summary>
internal static class PolicyEndpoints
{
    public static void MapPolicies(this IEndpointRouteBuilder api)
    {
        var policies = api.MapGroup("/policies").WithTags("Policies").RequireAuthorization(Access.Read);
        policies.MapGet("/", ListAsync).WithName("listPolicies");
        policies.MapGet("/{policyId:pol}", GetAsync).WithName("getPolicy");
        policies.MapPut("/{policyId:pol}", UpdateAsync).WithName("updatePolicy").RequireAuthorization(Access.Manage);
    }

    private static Task<Results<Ok<Page<PolicyView>>, ProblemResult>> ListAsync([AsParameters] PageQuery page, Caller caller, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    private static Task<Results<Ok<PolicyView>, ProblemResult>> GetAsync(Id<Policy> policyId, Caller caller, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    private static Task<Results<Ok<PolicyView>, ProblemResult>> UpdateAsync(
        Id<Policy> policyId, UpdatePolicy update, [FromHeader(Name = "If-Match")] string? ifMatch, Caller caller, CancellationToken cancellationToken) => throw new NotImplementedException();
}
