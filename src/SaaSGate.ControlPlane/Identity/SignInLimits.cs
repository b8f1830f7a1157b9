using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Http;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>How often an address may try to sign in. How much is hashed at once, <see cref="PasswordRoom"/> says.</summary>
internal static class SignInLimits
{
    public const string Policy = "sign-in";

    /// <summary>Of who comes back from an identity provider, which takes an attempt that was begun: many of one address are an office.</summary>
    public const string ReturnPolicy = "sign-in-return";

    private const int Segments = 6, NetworkBytes = 8, ReturnsFor = 10;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1), Shortly = TimeSpan.FromSeconds(1);

    public static IServiceCollection AddSignInLimits(this IServiceCollection services)
    {
        services.AddSingleton<PasswordRoom>();
        services.AddRateLimiter(options => options.OnRejected = async (rejected, _) =>
        {
            SetRetryAfter(rejected.HttpContext, rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : null);
            var policy = rejected.HttpContext.GetEndpoint()?.Metadata.GetMetadata<EnableRateLimitingAttribute>()?.PolicyName;
            await new ProblemResult(policy == Policy ? PortalProblems.TooManySignIns : PortalProblems.TooManyCalls).ExecuteAsync(rejected.HttpContext);
        });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<PortalOptions>>((options, portal) =>
        {
            options.AddPolicy(Policy, context => Of(context, portal.Value.SignInsPerMinute));
            options.AddPolicy(ReturnPolicy, context => Of(context, ReturnsFor * portal.Value.SignInsPerMinute));
        });
        return services;
    }

    private static RateLimitPartition<(IPAddress, int)> Of(HttpContext context, int most) =>
        RateLimitPartition.GetSlidingWindowLimiter((AddressOf(context.Connection.RemoteIpAddress), most), _ => new()
        {
            PermitLimit = most,
            Window = Window,
            SegmentsPerWindow = Segments,
        });

    /// <summary>Says when to come again; shortly where that is not known.</summary>
    public static void SetRetryAfter(HttpContext context, TimeSpan? after = null) => context.Response.Headers.RetryAfter =
        Math.Max(1, Math.Ceiling((after ?? Shortly).TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    /// <summary>One of IPv6 is as good as any other of its network, which is handed out whole.</summary>
    public static IPAddress AddressOf(IPAddress? address) =>
        address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false }
            ? new([.. address.GetAddressBytes().AsSpan(0, NetworkBytes), .. new byte[NetworkBytes]])
            : address ?? IPAddress.None;
}
