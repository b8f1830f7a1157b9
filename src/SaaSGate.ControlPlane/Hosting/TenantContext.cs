using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using SaaSGate.ControlPlane.Identity;

namespace SaaSGate.ControlPlane.Hosting;

/// <summary>The organisation that a request is made in, or that it is no tenant's; it travels with every grain call that follows.</summary>
internal static class TenantContext
{
    private const string Key = "saasgate.organisation", OwnWork = "system";

    /// <summary>Null in the system scope, and outside of any.</summary>
    public static string? Organisation => RequestContext.Get(Key) is string organisation and not OwnWork ? organisation : null;

    public static bool IsSystem => RequestContext.Get(Key) is OwnWork;

    public static void Enter(string organisationId) => RequestContext.Set(Key, organisationId);

    /// <summary>What follows in this asynchronous flow is SaaSGate's own work, for whichever organisation.</summary>
    public static void EnterSystem() => RequestContext.Set(Key, OwnWork);

    public static void UseTenantContext(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.User.FindFirstValue(CallerClaims.Organisation) is { } organisation)
            Enter(organisation);
        return next(context);
    });
}
