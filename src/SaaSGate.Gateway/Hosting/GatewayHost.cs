using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SaaSGate.Gateway.Leases;
using SaaSGate.Gateway.Link;
using SaaSGate.Gateway.Recording;
using SaaSGate.Gateway.Spool;

namespace SaaSGate.Gateway.Hosting;

/// <summary>A running gateway: joins its region if it has to, opens its spool, and serves.</summary>
public sealed class GatewayHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly RecordSpool _spool;
    private readonly ILoggerFactory _loggers;

    private GatewayHost(WebApplication app, RecordSpool spool, ILoggerFactory loggers) => (_app, _spool, _loggers) = (app, spool, loggers);

    /// <summary>Where skills reach it, for example <c>http://127.0.0.1:7401</c>.</summary>
    public Uri BaseUrl => new(_app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());

    internal IServiceProvider Services => _app.Services;

    /// <summary>Starts a gateway.</summary>
    /// <param name="options">Its settings.</param>
    /// <param name="endpoint">Address and port to listen on; port 0 takes a free one.</param>
    /// <param name="logging">Adds log providers.</param>
    /// <param name="cancellation">Gives up joining.</param>
    /// <exception cref="InvalidOperationException">A setting is out of its range, it cannot join, or its data directory is in use or damaged; the message says what to do.</exception>
    public static Task<GatewayHost> StartAsync(GatewayOptions options, IPEndPoint endpoint, Action<ILoggingBuilder> logging, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return StartAsync(options, endpoint, logging, new BootClock(), cancellation);
    }

    /// <summary>Starts a gateway that goes by this clock.</summary>
    internal static async Task<GatewayHost> StartAsync(GatewayOptions options, IPEndPoint endpoint, Action<ILoggingBuilder> logging, TimeProvider clock, CancellationToken cancellation)
    {
        options.Check();
        var identity = await new IdentityStore(options).LoadOrJoinAsync(cancellation);
        // Nothing is read of files beside it, nor are those watched: the spool's writes would be news each time.
        var builder = WebApplication.CreateEmptyBuilder(new());
        logging(builder.Logging);
        // The hot path catches everything itself and leaves only by BrokenAnswerException, on purpose.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Critical);
        // What the server would say of each request is in its record, and ready to be said it would make an activity each time.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // The hot path bounds bodies itself and answers in Claude's shape.
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.AllowSynchronousIO = false;
            kestrel.Listen(endpoint);
        });
        var loggers = LoggerFactory.Create(logging);
        var spoolOptions = new SpoolOptions { Directory = Path.Combine(options.DataDirectory, "spool"), SegmentBytes = options.SpoolSegmentBytes, MaxBytes = options.SpoolMaxBytes };
        await SetAside.RunAsync(spoolOptions, loggers, clock, cancellation);
        var spool = RecordSpool.Open(spoolOptions, loggers);
        try
        {
            var (_, locks) = await Interruptions.RecordAsync(spool, clock, cancellation);
            builder.Services.AddGateway(options, identity, spool, clock);
            var app = builder.Build();
            app.MapGateway();
            foreach (var held in locks)
                app.Services.GetRequiredService<LocksHere>().Add(held.Organisation, held.Skill, held.Exchange, held.Sequence);
            await app.StartAsync(cancellation);
            return new GatewayHost(app, spool, loggers);
        }
        catch
        {
            await spool.DisposeAsync();
            loggers.Dispose();
            throw;
        }
    }

    /// <summary>Completes when the gateway is told to stop.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellation) => _app.WaitForShutdownAsync(cancellation);

    /// <summary>Stops serving, then closes the spool. What was not shipped stays in it for the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _spool.DisposeAsync();
        _loggers.Dispose();
    }
}
