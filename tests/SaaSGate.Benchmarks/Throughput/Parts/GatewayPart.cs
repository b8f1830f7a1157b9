using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SaaSGate.Benchmarks.Processes;
using SaaSGate.Gateway;
using SaaSGate.Gateway.Exchanges;
using SaaSGate.Gateway.Hosting;
using SaaSGate.Gateway.Leases;
using SaaSGate.Gateway.Link;
using SaaSGate.Gateway.Spool;

namespace SaaSGate.Benchmarks.Throughput.Parts;

/// <summary>The gateway as it is delivered, with default settings.</summary>
internal static class GatewayPart
{
    public const string Name = "gateway";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    public static async Task<int> RunAsync(string joinToken, string folder)
    {
        var options = new GatewayOptions { DataDirectory = folder, JoinToken = joinToken, Name = "benchmark", AllowPrivateUpstreams = true };
        await using var gateway = await GatewayHost.StartAsync(options, new IPEndPoint(IPAddress.Loopback, 0), ToStandardError);
        var lease = gateway.Services.GetRequiredService<Lease>();
        while (!lease.IsFresh)
            await Task.Delay(Pause);
        return await PartHost.ServeAsync(new { url = gateway.BaseUrl }, () => ShippedAsync(gateway.Services));
    }

    /// <summary>Completes when every exchange has ended and all records are acknowledged: their cost belongs to the requests that made them.</summary>
    private static async Task ShippedAsync(IServiceProvider services)
    {
        var (spool, shipper, exchanges) = (services.GetRequiredService<RecordSpool>(), services.GetRequiredService<Shipper>(), services.GetRequiredService<ExchangeRegistry>());
        while (exchanges.Count > 0 || shipper.Acknowledged < spool.WrittenSequence)
            await Task.Delay(Pause);
    }

    private static void ToStandardError(ILoggingBuilder logging) => logging
        .SetMinimumLevel(LogLevel.Warning)
        .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
}
