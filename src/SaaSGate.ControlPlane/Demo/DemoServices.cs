using Microsoft.Extensions.DependencyInjection;

namespace SaaSGate.ControlPlane.Demo;

/// <summary>Registration.</summary>
internal static class DemoServices
{
    public static IServiceCollection AddDemo(this IServiceCollection services) => services
        .AddSingleton<DemoOrganisations>()
        .AddSingleton<DemoPeople>()
        .AddSingleton<DemoSkills>()
        .AddSingleton<DemoTokens>()
        .AddSingleton<DemoSeed>();
}
