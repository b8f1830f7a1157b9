using Microsoft.Extensions.DependencyInjection;

namespace SaaSGate.ControlPlane.Policies;

/// <summary>Registers what runs policies over records.</summary>
internal static class PolicyServices
{
    public static IServiceCollection AddPolicies(this IServiceCollection services)
    {
        services.AddSingleton<BacktestWork>();
        services.AddHostedService<BacktestSweep>();
        return services;
    }
}
