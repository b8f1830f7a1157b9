using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Http;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Identity;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>Credentials for the management API.</summary>
internal static class TokenEndpoints
{
    public static void MapTokens(this IEndpointRouteBuilder api)
    {
        var tokens = api.MapGroup("/tokens").WithTags("API tokens").RequireAuthorization(Access.AdminPerson);
        tokens.MapGet("/", ListAsync).WithName("listTokens");
        tokens.MapPost("/", CreateAsync).WithName("createToken");
        tokens.MapDelete("/{tokenId:tok}", RevokeAsync).WithName("revokeToken");
    }

    private static Task<Results<Ok<Page<ApiTokenView>>, ProblemResult>> ListAsync([AsParameters] PageQuery page, Caller caller, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    private static Task<Results<Created<CreatedToken>, ProblemResult>> CreateAsync(CreateToken create, Caller caller, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    private static Task<Results<NoContent, ProblemResult>> RevokeAsync(Id<ApiToken> tokenId, Caller caller, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
