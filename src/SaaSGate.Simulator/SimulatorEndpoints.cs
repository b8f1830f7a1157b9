using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SaaSGate.Simulator.Batches;
using SaaSGate.Simulator.Files;
using SaaSGate.Simulator.Messages;
using SaaSGate.Simulator.Models;
using SaaSGate.Simulator.Received;
using SaaSGate.Simulator.Wire;

namespace SaaSGate.Simulator;

/// <summary>Maps the simulator.</summary>
public static class SimulatorEndpoints
{
    /// <summary>
    /// Maps Claude's paths under <c>/v1</c>, the simulator's own under <c>/_simulator</c>, and everything else to Claude's 404.
    /// Needs <see cref="SimulatorServices.AddSimulator"/>.
    /// </summary>
    public static IEndpointRouteBuilder MapSimulator(this IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        var door = services.GetRequiredService<FrontDoor>();

        var messages = services.GetRequiredService<MessagesApi>();
        routes.MapPost("/v1/messages", door.Guard(messages.CreateAsync));
        routes.MapPost("/v1/messages/count_tokens", door.Guard(messages.CountAsync));

        var batches = services.GetRequiredService<BatchesApi>();
        routes.MapPost("/v1/messages/batches", door.Guard(batches.CreateAsync));
        routes.MapGet("/v1/messages/batches", door.Guard(batches.ListAsync));
        routes.MapGet("/v1/messages/batches/{id}", door.Guard(batches.GetAsync));
        routes.MapGet("/v1/messages/batches/{id}/results", door.Guard(batches.ResultsAsync));
        routes.MapPost("/v1/messages/batches/{id}/cancel", door.Guard(batches.CancelAsync));
        routes.MapDelete("/v1/messages/batches/{id}", door.Guard(batches.DeleteAsync));

        var files = services.GetRequiredService<FilesApi>();
        routes.MapPost("/v1/files", door.Guard(files.CreateAsync));
        routes.MapGet("/v1/files", door.Guard(files.ListAsync));
        routes.MapGet("/v1/files/{id}", door.Guard(files.GetAsync));
        routes.MapGet("/v1/files/{id}/content", door.Guard(files.ContentAsync));
        routes.MapDelete("/v1/files/{id}", door.Guard(files.DeleteAsync));

        routes.MapGet("/v1/models", door.Guard(ModelsApi.ListAsync));
        routes.MapGet("/v1/models/{id}", door.Guard(ModelsApi.GetAsync));

        routes.MapReceived();
        routes.Map("/{**path}", door.Guard(exchange => exchange.FailAsync(Failure.NotFound())));
        return routes;
    }
}
