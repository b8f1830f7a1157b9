using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace SaaSGate.ControlPlane.Idempotency;

/// <summary>Keeps the body of requests that may be repeated, so that it can be compared with the first.</summary>
internal static class BodyBuffering
{
    public static void UseBodyBuffering(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.Request.Headers.ContainsKey(IdempotencyFilter.Header))
            context.Request.EnableBuffering();
        return next(context);
    });
}
