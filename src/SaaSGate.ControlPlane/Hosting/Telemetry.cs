using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Resources;

namespace SaaSGate.ControlPlane.Hosting;

/// <summary>Metrics and traces, sent where the standard <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says; nowhere when it says nothing.</summary>
internal static class Telemetry
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static IServiceCollection AddTelemetry(this IServiceCollection services)
    {
        if (Environment.GetEnvironmentVariable(Endpoint) is not { Length: > 0 })
            return services;
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("saasgate-control-plane"))
            .WithMetrics(metrics => metrics.AddMeter("SaaSGate.*", "Microsoft.AspNetCore.*", "Microsoft.Orleans", "Npgsql", "System.Runtime"))
            .WithTracing(traces => traces.AddSource("SaaSGate.*", "Microsoft.AspNetCore", "Microsoft.Orleans.*", "Npgsql"))
            .UseOtlpExporter();
        return services;
    }
}
