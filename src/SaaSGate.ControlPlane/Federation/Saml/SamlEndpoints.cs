using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;

namespace SaaSGate.ControlPlane.Federation.Saml;

/// <summary>SaaSGate as a service provider of SAML: where providers let browsers post what they say, and what providers have to know of it.</summary>
internal static class SamlEndpoints
{
    private const string MetadataType = "application/samlmetadata+xml";

    /// <summary>Answers are posted to the very address at which browsers come back: <see cref="ProviderLinks.Redirect"/>.</summary>
    public static void MapSaml(this IEndpointRouteBuilder app)
    {
        app.MapPost("/sign-in/callback/{providerId:idp}", TakeAsync).ExcludeFromDescription().AllowAnonymous().DisableAntiforgery().RequireRateLimiting(SignInLimits.ReturnPolicy);
        app.MapGet("/sign-in/saml/{providerId:idp}", Describe).ExcludeFromDescription().AllowAnonymous();
    }

    /// <summary>Beside the providers, and for whom they are for.</summary>
    public static void MapSamlMetadata(this IEndpointRouteBuilder providers) =>
        providers.MapPost("/saml-metadata", Read).WithName("readSamlMetadata");

    private static async Task<IResult> TakeAsync(string providerId, SamlAnswers answers, HttpContext context, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.LocalRedirect(await answers.TakeAsync(Id<IdentityProvider>.Parse(providerId), await FormAsync(context.Request, cancellationToken), cancellationToken));
    }

    private static ContentHttpResult Describe(string providerId, ProviderLinks links) =>
        TypedResults.Text(SamlMetadata.Describe(Id<IdentityProvider>.Parse(providerId), links), MetadataType);

    private static Results<Ok<SamlProviderFacts>, ProblemResult> Read(ReadSamlMetadata read)
    {
        var (facts, wrong) = SamlMetadata.Read(read.Metadata);
        return facts is null ? FieldErrors.One("metadata", wrong!) : TypedResults.Ok(facts);
    }

    /// <summary>A form; null for what is none.</summary>
    internal static async Task<IFormCollection?> FormAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return request.HasFormContentType ? await request.ReadFormAsync(cancellationToken) : null;
        }
        catch (Exception broken) when (broken is InvalidDataException or BadHttpRequestException)
        {
            return null;
        }
    }
}
