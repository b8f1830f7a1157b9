using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Organisations;

namespace SaaSGate.ControlPlane.Organisations;

/// <summary>People of the organisation.</summary>
internal static class MemberEndpoints
{
    public static void MapMembers(this IEndpointRouteBuilder api) =>
        api.MapGet("/members", ListAsync).WithName("listMembers").WithTags("Members").RequireAuthorization(Access.Read);

    private static Task<Results<Ok<Page<MemberView>>, ProblemResult>> ListAsync([AsParameters] PageQuery page, Caller caller, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
