using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.ControlPlane.Policies;

/// <summary>What authors of policies look up: the language, its schema, and ready policies to begin with. The same for every organisation.</summary>
internal static class PolicyCatalogueEndpoints
{
    private const string Schema = "application/schema+json", Markdown = "text/markdown";

    public static void MapPolicyCatalogue(this IEndpointRouteBuilder policies)
    {
        var read = policies.MapGroup("/").RequireAuthorization(Access.Read);
        read.MapGet("/packs", ListPacks).WithName("listPolicyPacks");
        read.MapGet("/schema", GetSchema).WithName("getPolicySchema").Produces<string>(StatusCodes.Status200OK, Schema);
        read.MapGet("/guide", GetGuide).WithName("getPolicyGuide").Produces<string>(StatusCodes.Status200OK, Markdown);
    }

    private static Ok<IReadOnlyList<PolicyPack>> ListPacks() => TypedResults.Ok(PolicyPacks.All);

    private static ContentHttpResult GetSchema() => TypedResults.Text(PolicySchema.Json, Schema, Encoding.UTF8);

    private static ContentHttpResult GetGuide() => TypedResults.Text(PolicyGuide.Markdown, Markdown, Encoding.UTF8);
}
