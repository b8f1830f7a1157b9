using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace SaaSGate.ControlPlane.Live;

/// <summary>Registers the hub and what feeds it.</summary>
internal static class LiveServices
{
    public const string HubPath = "/hubs/portal";

    public static IServiceCollection AddLive(this IServiceCollection services)
    {
        services.AddSignalR(options => options.MaximumReceiveMessageSize = 4096)
            .AddJsonProtocol(options => options.PayloadSerializerOptions = new(JsonSerializerDefaults.Web));
        services.AddSingleton<PortalConnections>().AddSingleton<RevokedConnections>();
        services.AddSingleton<LiveBridge>().AddHostedService(provider => provider.GetRequiredService<LiveBridge>());
        services.AddSingleton<LiveNotices>().AddHostedService(provider => provider.GetRequiredService<LiveNotices>());
        return services;
    }

    /// <summary>Sockets only: their handshake always tells its origin, which the plain reads of the other transports do not.</summary>
    public static void MapLive(this IEndpointRouteBuilder app) => app.MapHub<PortalHub>(HubPath, options =>
    {
        options.Transports = HttpTransportType.WebSockets;
        options.CloseOnAuthenticationExpiration = true;
    });
}
