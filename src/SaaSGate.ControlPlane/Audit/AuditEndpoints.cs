using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Audit;

namespace SaaSGate.ControlPlane.Audit;

/// <summary>Who did what.</summary>
internal static class AuditEndpoints
{
    private const int LongestTarget = 200;

    public static void MapAudit(this IEndpointRouteBuilder api) =>
        api.MapGet("/audit", ListAsync).WithName("listAudit").WithTags("Audit").RequireAuthorization(Access.Audit);

    private static async Task<Results<Ok<Page<AuditLine>>, ProblemResult>> ListAsync(
        [Description("Id of what the entries are about, such as an approval; all when absent.")] string? target, [AsParameters] PageQuery page, Caller caller, AuditStore audit, CancellationToken cancellationToken)
    {
        if (target is { Length: > LongestTarget })
            return FieldErrors.One("target", $"At most {LongestTarget} characters fit here.");
        if (!Cursor.TryRead(page.Cursor, 1, out var before))
            return Cursor.Problem();
        var rows = await audit.ListAsync(caller.OrganisationId, target, before[0], page.Size + 1, cancellationToken);
        return TypedResults.Ok(rows.ToPage(page.Size, row => Cursor.Of(row.Id)));
    }
}
