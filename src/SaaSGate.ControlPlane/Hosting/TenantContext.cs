using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using SaaSGate.ControlPlane.Identity;

namespace SaaSGate.ControlPlane.Hosting;

/// <summary>The organisation that a request is made in; it travels with every grain call that the request makes.</summary>
internal static class TenantContext
{
    private const string Key = "saasgate.organisation";

    public static string? Organisation => RequestContext.Get(Key) as string;

    public static void Enter(string organisationId) => RequestContext.Set(Key, organisationId);

    public static void UseTenantContext(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.User.FindFirstValue(CallerClaims.Organisation) is { } organisation)
            Enter(organisation);
        return next(context);
    });
}
