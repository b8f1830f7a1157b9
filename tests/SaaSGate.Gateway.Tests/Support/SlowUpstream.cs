using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SaaSGate.TestKit;

namespace SaaSGate.Gateway.Tests.Support;

/// <summary>An upstream that gives JSON to everything, once it is let.</summary>
internal sealed class SlowUpstream : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private int _count;

    private SlowUpstream(WebApplication app) => _app = app;

    public Uri BaseUrl => new(_app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());

    /// <summary>How often it was asked.</summary>
    public int Count => _count;

    /// <summary>Completes when it is asked for the first time; fails where that never comes.</summary>
    public Task Asked => _asked.Task.WaitAsync(Bounded.Cancellation);

    public static Task<SlowUpstream> StartAsync(string json, Task answers) => StartAsync(_ => json, answers);

    /// <param name="json">Its answers, by their number from 1.</param>
    /// <param name="answers">When it may give them.</param>
    public static async Task<SlowUpstream> StartAsync(Func<int, string> json, Task answers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var upstream = new SlowUpstream(builder.Build());
        upstream._app.Run(async context =>
        {
            var number = Interlocked.Increment(ref upstream._count);
            upstream._asked.TrySetResult();
            await answers;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(json(number));
        });
        await upstream._app.StartAsync();
        return upstream;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
