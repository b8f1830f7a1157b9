using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using SaaSGate.TestKit;

namespace SaaSGate.Postgres.Tests.Orleans;

/// <summary>A real silo on ADO.NET clustering, persistence and reminders, as the control plane sets it up.</summary>
internal sealed class Silo : IAsyncDisposable
{
    private const string Invariant = "Npgsql";
    private readonly IHost _host;

    private Silo(IHost host) => _host = host;

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    public FiredReminders Fired => _host.Services.GetRequiredService<FiredReminders>();

    public static async Task<Silo> StartAsync(string connectionString, string clusterId, CancellationToken cancellationToken)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<FiredReminders>();
        builder.UseOrleans(silo => silo
            .Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (clusterId, "saasgate-tests"))
            .Configure<ReminderOptions>(reminders => reminders.MinimumReminderPeriod = TimeSpan.FromSeconds(1))
            .ConfigureEndpoints(IPAddress.Loopback, TestPorts.Free(), TestPorts.Free())
            .UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (Invariant, connectionString))
            .AddAdoNetGrainStorageAsDefault(options => (options.Invariant, options.ConnectionString) = (Invariant, connectionString))
            .UseAdoNetReminderService(options => (options.Invariant, options.ConnectionString) = (Invariant, connectionString)));
        var host = builder.Build();
        await host.StartAsync(cancellationToken);
        return new(host);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }
}
