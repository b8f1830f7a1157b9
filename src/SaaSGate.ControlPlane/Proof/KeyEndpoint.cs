using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Proof;

namespace SaaSGate.ControlPlane.Proof;

/// <summary>The keys that history is signed with, for everybody: with them an outsider checks evidence.</summary>
internal static class KeyEndpoint
{
    public const string Path = "/.well-known/saasgate-keys";

    public static void MapKeys(this IEndpointRouteBuilder app) => app.MapGet(Path, GetAsync).AllowAnonymous().ExcludeFromDescription();

    private static async Task<FileContentHttpResult> GetAsync(SigningKeys keys, HttpContext http, CancellationToken cancellationToken)
    {
        http.Response.Headers.CacheControl = "public, max-age=300";
        return TypedResults.Bytes(KeyHistory.Write(await keys.HistoryAsync(cancellationToken)), "application/jwk-set+json");
    }
}
