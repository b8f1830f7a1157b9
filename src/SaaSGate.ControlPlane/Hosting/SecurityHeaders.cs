using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace SaaSGate.ControlPlane.Hosting;

/// <summary>What browsers are told about every answer. Styles may stand inline, since components write them; scripts never.</summary>
internal static class SecurityHeaders
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
        "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

    private const string SecureForAYear = "max-age=31536000";

    /// <summary>Set when the answer begins: what handles an error clears what was set before.</summary>
    public static void UseSecurityHeaders(this IApplicationBuilder app, bool secure) => app.Use((context, next) =>
    {
        context.Response.OnStarting(() =>
        {
            Set(context, secure);
            return Task.CompletedTask;
        });
        return next(context);
    });

    private static void Set(HttpContext context, bool secure)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        if (secure)
            headers.StrictTransportSecurity = SecureForAYear;
        if (context.Request.Path.StartsWithSegments("/api"))
            headers.CacheControl = "no-cache, no-store";
    }
}
