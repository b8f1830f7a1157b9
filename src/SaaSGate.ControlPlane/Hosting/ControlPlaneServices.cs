using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SaaSGate.ControlPlane.Billing;
using SaaSGate.ControlPlane.Connections;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Exports;
using SaaSGate.ControlPlane.Exposure;
using SaaSGate.ControlPlane.Federation;
using SaaSGate.ControlPlane.Federation.Saml;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Idempotency;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Incidents;
using SaaSGate.ControlPlane.Live;
using SaaSGate.ControlPlane.Maintenance;
using SaaSGate.ControlPlane.Notifications;
using SaaSGate.ControlPlane.Offboarding;
using SaaSGate.ControlPlane.OpenApi;
using SaaSGate.ControlPlane.Policies;
using SaaSGate.ControlPlane.Proof;
using SaaSGate.ControlPlane.Regions;
using SaaSGate.ControlPlane.Retention;
using SaaSGate.ControlPlane.Scim;
using SaaSGate.ControlPlane.Search;
using SaaSGate.ControlPlane.Sessions;
using SaaSGate.ControlPlane.Skills;
using SaaSGate.ControlPlane.Tokens;
using SaaSGate.Postgres;

namespace SaaSGate.ControlPlane.Hosting;

/// <summary>Registers the control plane and maps its doors.</summary>
internal static class ControlPlaneServices
{
    public static WebApplicationBuilder AddControlPlane(this WebApplicationBuilder builder)
    {
        var database = builder.Configuration.GetSection(DatabaseOptions.Section);
        var connections = new DatabaseOptions { App = database["App"] ?? "", Platform = database["Platform"] ?? "" };
        builder.Services
            .AddOptions<DatabaseOptions>().BindConfiguration(DatabaseOptions.Section).ValidateDataAnnotations().ValidateOnStart().Services
            .AddOptions<PortalOptions>().BindConfiguration(PortalOptions.Section).ValidateDataAnnotations().ValidateOnStart().Services
            .AddOptions<ConnectionOptions>().BindConfiguration(ConnectionOptions.Section).ValidateOnStart().Services
            .AddOptions<PriceOptions>().BindConfiguration(PriceOptions.Section).ValidateOnStart().Services
            .AddOptions<SearchOptions>().BindConfiguration(SearchOptions.Section).ValidateDataAnnotations().ValidateOnStart().Services
            .AddOptions<SkillOptions>().BindConfiguration(SkillOptions.Section).ValidateDataAnnotations().ValidateOnStart().Services
            .AddOptions<SiloSettings>().BindConfiguration(SiloSettings.Section).ValidateDataAnnotations().ValidateOnStart().Services
            .AddOptions<DemoOptions>().BindConfiguration(DemoOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<PortalOptions>, PortalOptionsCheck>();
        builder.Services.AddSingleton<SessionLooks>();
        builder.Services.AddSingleton<IncidentOpener>();
        builder.Services.AddHostedService<DatabaseGuard>();
        builder.Services.AddPostgres(connections).AddStores().AddHttpConventions().AddSignIn().AddFederation().AddLive().AddManagementOpenApi().AddReadiness().AddTelemetry().AddDemo().AddExposure().AddRegionLink().AddProof().AddRetention().AddExports().AddPolicies().AddNotifications().AddTokenService().AddScim().AddBilling();
        builder.Services.AddHostedService<InstallationStart>();
        builder.AddSilo(connections, builder.Configuration.GetSection(SiloSettings.Section).Get<SiloSettings>() ?? new());
        return builder;
    }

    public static void MapControlPlane(this WebApplication app)
    {
        var portal = app.Services.GetRequiredService<IOptions<PortalOptions>>().Value;
        app.UseProxies(portal);
        app.UseApiProblems();
        app.UseSecurityHeaders(portal.IsSecure);
        app.UsePortalFiles(portal.WebRoot);
        app.UseRouting();
        app.UsePortalPage(portal.WebRoot);
        app.UseWebSockets();
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseTenantContext();
        app.UseMiddleware<ForgeryGuard>();
        app.UseAuthorization();
        app.UseBodyBuffering();
        app.MapManagementApi();
        app.MapKeys();
        app.MapScim();
        app.MapHrEvents();
        app.MapSlack();
        app.MapStripeWebhook();
        app.MapProviderCallback();
        app.MapSaml();
        app.MapProviderEvents();
        app.MapLive();
        app.MapHealth();
    }
}
