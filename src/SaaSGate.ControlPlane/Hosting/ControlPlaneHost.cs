using System.Data.Common;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Regions;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Postgres.Hosting;

namespace SaaSGate.ControlPlane.Hosting;

/// <summary>
/// One control plane: portal, management API and hub on one address, the region link on another, and a silo. Everything
/// it says goes to the logger, on standard error.
/// </summary>
public sealed class ControlPlaneHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ControlPlaneHost(WebApplication app) => _app = app;

    /// <summary>Where the portal answers, once started: with the real port where port 0 was asked for.</summary>
    public Uri Portal => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Where gateways dial, once started.</summary>
    public Uri RegionLink => _app.Services.GetRequiredService<RegionJoinTokens>().Address;

    /// <summary>The services, for tests and for the process that hosts it.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>The demo's facts, once started with <see cref="DemoOptions.Enabled"/>; null otherwise.</summary>
    public DemoFacts? Demo { get; private set; }

    /// <summary>Builds a control plane; nothing is opened yet.</summary>
    /// <param name="settings">Sections <c>SaaSGate:…</c>, and <c>Logging</c>.</param>
    /// <param name="logging">Where logs go; to standard error, as the section <c>Logging</c> says, when absent.</param>
    /// <param name="configure">Replaces services, such as the clock.</param>
    public static ControlPlaneHost Create(IConfiguration settings, Action<ILoggingBuilder>? logging = null, Action<IServiceCollection>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = typeof(ControlPlaneHost).Assembly.GetName().Name });
        builder.Configuration.AddConfiguration(settings);
        (logging ?? (log => ToStandardError(log, builder.Configuration)))(builder.Logging);
        builder.WebHost.UseKestrelCore().ConfigureKestrel((context, kestrel) => Listen(kestrel, context.Configuration));
        builder.AddControlPlane();
        configure?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapControlPlane();
        return new(app);
    }

    /// <summary>Opens the doors and joins the cluster; seeds the demo where that is asked for.</summary>
    /// <exception cref="OptionsValidationException">A setting is missing or wrong.</exception>
    /// <exception cref="VaultException">The master key is missing or wrong.</exception>
    /// <exception cref="InvalidOperationException">PostgreSQL cannot be reached, or would not keep tenants apart; the message says what to do.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // What people set wrongly is told by whoever started this: the host would log it with a stack trace.
        _app.Services.GetService<IStartupValidator>()?.Validate();
        try
        {
            await _app.Services.GetRequiredService<KeyVault>().UnlockAsync(cancellationToken);
            await _app.Services.GetRequiredService<RoleCheck>().DemandAsync(cancellationToken);
        }
        catch (DbException failed)
        {
            throw new InvalidOperationException(Refusal(failed), failed);
        }

        await _app.StartAsync(cancellationToken);
        if (_app.Services.GetRequiredService<IOptions<DemoOptions>>().Value.Enabled)
            Demo = await _app.Services.GetRequiredService<DemoSeed>().SeedAsync(cancellationToken);
    }

    /// <summary>Waits until the process is told to end, or the token is cancelled; then stops.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken) => _app.WaitForShutdownAsync(cancellationToken);

    /// <summary>Leaves the cluster and closes the doors.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _app.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static string Refusal(DbException failed)
    {
        // PostgreSQL adds lines of detail.
        var why = failed.Message.Split('\n')[0].TrimEnd('.', '\r');
        return failed.SqlState is null
            ? $"PostgreSQL cannot be reached: {why}. Start it, or set SaaSGate__Database__App and SaaSGate__Database__Platform to where it is."
            : $"PostgreSQL refuses: {why}. See that SaaSGate__Database__App and SaaSGate__Database__Platform are right, and that saasgate migrate was run.";
    }

    private static void ToStandardError(ILoggingBuilder logging, ConfigurationManager settings) => logging
        .AddConfiguration(settings.GetSection("Logging"))
        .AddSimpleConsole(options => options.SingleLine = true)
        .Services.Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);

    private static void Listen(Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions kestrel, IConfiguration configuration)
    {
        var portal = configuration.GetSection(PortalOptions.Section).Get<PortalOptions>() ?? new();
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = portal.MaxBodyBytes;
        kestrel.Listen(IPAddress.TryParse(portal.Listen.Host, out var address) ? address : IPAddress.Loopback, portal.Listen.Port);
        kestrel.ListenRegionLink();
    }
}
