using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Scim;

namespace SaaSGate.ControlPlane.Http;

/// <summary>Gives a problem as body to every error of the API that the framework answers by itself.</summary>
internal static class StatusProblems
{
    public static void UseApiProblems(this IApplicationBuilder app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            StatusCodeSelector = exception => (exception as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status500InternalServerError,
            ExceptionHandler = WriteAsync,
        });
        app.UseStatusCodePages(context => context.HttpContext.Request.Path.StartsWithSegments("/api") ? WriteAsync(context.HttpContext) : Task.CompletedTask);
    }

    private static Task WriteAsync(HttpContext context) => ScimResult.IsAsked(context) ? ScimResult.WriteAsync(context, ScimProblems.Internal) : new ProblemResult(Of(context.Response.StatusCode)).ExecuteAsync(context);

    private static Problem Of(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => PortalProblems.SignInNeeded,
        StatusCodes.Status403Forbidden => PortalProblems.Forbidden,
        StatusCodes.Status404NotFound => PortalProblems.NotFound,
        StatusCodes.Status405MethodNotAllowed => PortalProblems.MethodNotAllowed,
        StatusCodes.Status413PayloadTooLarge => PortalProblems.BodyTooLarge,
        StatusCodes.Status415UnsupportedMediaType => PortalProblems.MediaTypeUnsupported,
        >= 400 and < 500 => PortalProblems.Invalidated,
        _ => PortalProblems.Internal,
    };
}
