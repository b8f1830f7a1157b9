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

    private static async Task<Results<Ok<Page<MemberView>>, ProblemResult>> ListAsync(
        [AsParameters] PageQuery page, Caller caller, MemberStore members, CancellationToken cancellationToken)
    {
        if (!Cursor.TryRead(page.Cursor, 2, out var after))
            return Cursor.Problem();
        var rows = await members.ListAsync(caller.OrganisationId, after[0], after[1], page.Size + 1, cancellationToken);
        return TypedResults.Ok(rows.ToPage(page.Size, row => Cursor.Of(row.DisplayName, row.Id)));
    }
}
