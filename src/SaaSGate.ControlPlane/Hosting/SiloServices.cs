using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using SaaSGate.Postgres;

namespace SaaSGate.ControlPlane.Hosting;

/// <summary>Makes this process a silo that clusters, stores and reminds through PostgreSQL.</summary>
internal static class SiloServices
{
    /// <summary>The constant part of every stored grain's and reminder's identity: never change it.</summary>
    public const string ServiceId = "saasgate";
    private const string Invariant = "Npgsql";

    public static void AddSilo(this IHostApplicationBuilder builder, DatabaseOptions database, SiloSettings settings) => builder.UseOrleans(silo =>
    {
        silo.Configure<ClusterOptions>(options =>
        {
            options.ServiceId = ServiceId;
            options.ClusterId = settings.ClusterId.Length > 0 ? settings.ClusterId : $"alone-{Guid.NewGuid():n}";
        });

        // No port for Orleans clients: the only client is this process.
        silo.ConfigureEndpoints(IPAddress.Parse(settings.Address), settings.Port > 0 ? settings.Port : FreePort(), gatewayPort: 0, listenOnAnyHostAddress: false);
        silo.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (Invariant, database.Platform));
        silo.AddAdoNetGrainStorageAsDefault(options => (options.Invariant, options.ConnectionString) = (Invariant, database.Platform));
        silo.UseAdoNetReminderService(options => (options.Invariant, options.ConnectionString) = (Invariant, database.Platform));
        silo.AddIncomingGrainCallFilter<TenancyFilter>();
    });

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
