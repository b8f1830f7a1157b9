using Microsoft.Extensions.DependencyInjection;

namespace SaaSGate.ControlPlane.Exposure;

/// <summary>Registers the search for values that are known.</summary>
internal static class ExposureServices
{
    public static IServiceCollection AddExposure(this IServiceCollection services)
    {
        services.AddOptions<ExposureOptions>().BindConfiguration(ExposureOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ValueFingerprints>();
        services.AddSingleton<ExposureListWork>();
        services.AddHostedService<ExposureSweep>();
        return services;
    }
}
