using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Identity;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>Credentials for the management API.</summary>
internal static class TokenEndpoints
{
    private const int LongestLifeInDays = 365;

    public static void MapTokens(this IEndpointRouteBuilder api)
    {
        var tokens = api.MapGroup("/tokens").WithTags("API tokens");
        tokens.MapGroup("/").RequireAuthorization(Access.InspectPeoplePerson).MapGet("/", ListAsync).WithName("listTokens");
        var people = tokens.MapGroup("/").RequireAuthorization(Access.PeoplePerson);
        people.MapPost("/", CreateAsync).WithName("createToken").AddEndpointFilter<FreshSignInNeeded>();
        people.MapDelete("/{tokenId:tok}", RevokeAsync).WithName("revokeToken");
    }

    private static async Task<Results<Ok<Page<ApiTokenView>>, ProblemResult>> ListAsync(
        [AsParameters] PageQuery page, Caller caller, ApiTokenStore tokens, CancellationToken cancellationToken)
    {
        if (!Cursor.TryRead(page.Cursor, 1, out var before))
            return Cursor.Problem();
        var rows = await tokens.ListAsync(caller.OrganisationId, before[0], page.Size + 1, cancellationToken);
        return TypedResults.Ok(rows.ToPage(page.Size, row => Cursor.Of(row.Id)));
    }

    private static async Task<Results<Created<CreatedToken>, ProblemResult>> CreateAsync(
        CreateToken create, Caller caller, ApiTokenStore tokens, TimeProvider clock, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var name = errors.Text("name", create.Name, 100);
        var scopes = create.Scopes.Distinct().ToArray();
        if (scopes.Length == 0 || scopes.Except(Scopes.ForTokens).Any())
            errors.Add("scopes", $"Some of {string.Join(", ", Scopes.ForTokens)} are needed here.");
        else if (scopes.Where(scope => !caller.May(Scopes.Needs(scope))).ToArray() is { Length: > 0 } beyond)
            errors.Add("scopes", $"Nobody gives what they do not have: you may not do {string.Join(", ", beyond)} yourself.");
        if (create.ExpiresInDays is < 1 or > LongestLifeInDays)
            errors.Add("expiresInDays", $"A number from 1 to {LongestLifeInDays} is needed here.");
        if (errors.Any)
            return errors.ToProblem();

        var (id, text, expiresAt) = (Id<ApiToken>.New(clock).Value, ApiTokenText.Create(caller.OrganisationId), clock.GetUtcNow().AddDays(create.ExpiresInDays));
        await tokens.CreateAsync(caller.OrganisationId, new(id, name, scopes), SecretText.Hash(text), expiresAt, caller.Actor, cancellationToken);
        return TypedResults.Created($"/api/v1/tokens/{id}", new CreatedToken(id, text, expiresAt));
    }

    private static async Task<Results<NoContent, ProblemResult>> RevokeAsync(Id<ApiToken> tokenId, Caller caller, ApiTokenStore tokens, CancellationToken cancellationToken) =>
        await tokens.RevokeAsync(caller.OrganisationId, tokenId.Value, caller.Actor, cancellationToken) ? TypedResults.NoContent() : (ProblemResult)PortalProblems.NotFound;
}
