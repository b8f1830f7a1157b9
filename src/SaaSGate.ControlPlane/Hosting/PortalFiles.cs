using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.FileProviders;
using SaaSGate.ControlPlane.Scim;

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

    /// <summary>
    /// The page, where no door was found. Not a fallback endpoint: one that matches every path hides that a path of the API
    /// takes another method or media type.
    /// </summary>
    public static void UsePortalPage(this IApplicationBuilder app, string webRoot)
    {
        if (Provider(webRoot) is not { } files)
            return;
        app.Use((context, next) =>
        {
            var (path, method) = (context.Request.Path, context.Request.Method);
            if (context.GetEndpoint() is not null || !(HttpMethods.IsGet(method) || HttpMethods.IsHead(method)) || Path.HasExtension(path)
                || path.StartsWithSegments("/api") || path.StartsWithSegments("/hubs") || path.StartsWithSegments("/connect") || path.StartsWithSegments("/.well-known")
                || path.StartsWithSegments(ScimEndpoints.Root))
                return next(context);
            context.Response.ContentType = "text/html; charset=utf-8";
            context.Response.Headers.CacheControl = "no-cache";
            return context.Response.SendFileAsync(files.GetFileInfo(Page), context.RequestAborted);
        });
    }

    private static PhysicalFileProvider? Provider(string webRoot) =>
        webRoot.Length > 0 && File.Exists(Path.Combine(webRoot, Page)) ? new(Path.GetFullPath(webRoot)) : null;
}
