using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using SaaSGate.Simulator.Batches;
using SaaSGate.Simulator.Received;
using SaaSGate.Simulator.Replays;

namespace SaaSGate.Simulator;

/// <summary>A running simulator on 127.0.0.1, plain HTTP/1.1.</summary>
public sealed class SimulatorHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ReplayQueue _replays;

    private SimulatorHost(WebApplication app)
    {
        _app = app;
        _replays = app.Services.GetRequiredService<ReplayQueue>();
        Received = app.Services.GetRequiredService<ReceivedRequests>();
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        BaseUrl = new Uri(addresses.Single());
    }

    /// <summary>Where it listens, for example <c>http://127.0.0.1:7402/</c>: the SDKs' base URL.</summary>
    public Uri BaseUrl { get; }

    /// <summary>What it was sent.</summary>
    public ReceivedRequests Received { get; }

    /// <summary>Starts a simulator. Throws <see cref="IOException"/> when the port is taken.</summary>
    /// <param name="options">Defaults when null.</param>
    /// <param name="time">The clock of its delays; the system's when null.</param>
    /// <param name="cancellation">Gives up starting.</param>
    public static async Task<SimulatorHost> StartAsync(SimulatorOptions? options = null, TimeProvider? time = null, CancellationToken cancellation = default)
    {
        options ??= new SimulatorOptions();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // The front door has the limit, so that a body above it is answered as Claude answers.
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        builder.Services.AddRoutingCore();
        if (time is not null)
            builder.Services.AddSingleton(time);
        builder.Services.AddSimulator(options);
        var app = builder.Build();
        app.MapSimulator();
        try
        {
            await app.StartAsync(cancellation);
            return new SimulatorHost(app);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Queues an answer: the next request that is authenticated gets these bytes, whatever it asks. With a chunk size the bytes are flushed in pieces
    /// of it.
    /// </summary>
    public void Replay(ReadOnlyMemory<byte> body, string contentType, int status = 200, int? chunkSize = null) =>
        _replays.Add(new ReplayedAnswer(body, contentType, status, chunkSize));

    /// <summary>How long batches take that are made from now on, and how many attempts to cancel one fail next; null leaves as it is.</summary>
    /// <param name="duration">Until one has ended.</param>
    /// <param name="failingCancels">So many attempts fail.</param>
    /// <param name="status">With this status.</param>
    public void SetBatches(TimeSpan? duration = null, int? failingCancels = null, int status = 500) =>
        _app.Services.GetRequiredService<BatchTempo>().Set(duration, null, failingCancels, status);

    /// <summary>Stops listening and cuts what is open.</summary>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
