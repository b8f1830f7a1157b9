using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.FileProviders;

namespace SaaSGate.ControlPlane.Hosting;

/// <summary>Serves the built portal: its files as they are, and its one page for every address that is a page's.</summary>
internal static class PortalFiles
{
    private const string Page = "index.html", Assets = "/assets";

    public static void UsePortalFiles(this IApplicationBuilder app, string webRoot)
    {
        if (Provider(webRoot) is not { } files)
            return;
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            OnPrepareResponse = context => context.Context.Response.Headers.CacheControl =
                context.Context.Request.Path.StartsWithSegments(Assets) ? "public, max-age=31536000, immutable" : "no-cache",
        });
    }

    public static void MapPortalPage(this IEndpointRouteBuilder app, string webRoot)
    {
        if (Provider(webRoot) is not { } files)
            return;
        app.MapFallback("{*path:nonfile}", async context =>
        {
            if (context.Request.Path.StartsWithSegments("/api") || context.Request.Path.StartsWithSegments("/hubs") || !HttpMethods.IsGet(context.Request.Method))
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }

            context.Response.ContentType = "text/html; charset=utf-8";
            context.Response.Headers.CacheControl = "no-cache";
            await context.Response.SendFileAsync(files.GetFileInfo(Page), context.RequestAborted);
        }).ExcludeFromDescription();
    }

    private static PhysicalFileProvider? Provider(string webRoot) =>
        webRoot.Length > 0 && File.Exists(Path.Combine(webRoot, Page)) ? new(Path.GetFullPath(webRoot)) : null;
}
