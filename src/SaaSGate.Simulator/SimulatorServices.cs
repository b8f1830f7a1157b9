using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SaaSGate.Simulator.Answers;
using SaaSGate.Simulator.Batches;
using SaaSGate.Simulator.Files;
using SaaSGate.Simulator.Messages;
using SaaSGate.Simulator.Received;
using SaaSGate.Simulator.Replays;

namespace SaaSGate.Simulator;

/// <summary>Registers the simulator.</summary>
public static class SimulatorServices
{
    /// <summary>Adds what <see cref="SimulatorEndpoints.MapSimulator"/> maps. The application must let bodies of
    /// <see cref="SimulatorOptions.MaxBodyBytes"/> through, as <see cref="SimulatorHost"/> does.</summary>
    public static IServiceCollection AddSimulator(this IServiceCollection services, SimulatorOptions? options = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddSingleton(options ?? new SimulatorOptions())
            .AddSingleton(provider => new ReceivedRequests(provider.GetRequiredService<SimulatorOptions>()))
            .AddSingleton<ReplayQueue>()
            .AddSingleton<RecordedExchanges>()
            .AddSingleton<FrontDoor>()
            .AddSingleton<ThinkingSeal>()
            .AddSingleton<MessageReader>()
            .AddSingleton<AnswerBook>()
            .AddSingleton<FastAnswers>()
            .AddSingleton<MessagesApi>()
            .AddSingleton<BatchTempo>()
            .AddSingleton<BatchesApi>()
            .AddSingleton<FilesApi>();
    }
}
