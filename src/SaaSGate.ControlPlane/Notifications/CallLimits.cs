using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SaaSGate.ControlPlane.Identity;

namespace SaaSGate.ControlPlane.Notifications;

/// <summary>How often an address may call a channel from outside.</summary>
internal static class CallLimits
{
    public const string Policy = "channel-calls";
    private const int Segments = 6;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public static IServiceCollection AddCallLimits(this IServiceCollection services)
    {
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<NotificationOptions>>((options, notifications) => options.AddPolicy(
            Policy,
            context => RateLimitPartition.GetSlidingWindowLimiter((context.GetRouteValue("channelId") as string, SignInLimits.AddressOf(context.Connection.RemoteIpAddress)), _ => new()
            {
                PermitLimit = notifications.Value.CallsPerMinute,
                Window = Window,
                SegmentsPerWindow = Segments,
            })));
        return services;
    }
}
