using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SaaSGate.Benchmarks.Processes;
using Yarp.ReverseProxy.Forwarder;

namespace SaaSGate.Benchmarks.Throughput.Parts;

/// <summary>The measure of things: YARP's forwarder, with nothing before or behind it.</summary>
internal static class YarpPart
{
    public const string Name = "yarp";

    public static async Task<int> RunAsync(Uri upstream)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddHttpForwarder();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        await using var app = builder.Build();
        using var sockets = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            ConnectTimeout = TimeSpan.FromSeconds(15),
        });
        var (forwarder, prefix) = (app.Services.GetRequiredService<IHttpForwarder>(), upstream.AbsoluteUri.TrimEnd('/'));
        app.Run(async context => await forwarder.SendAsync(context, prefix, sockets));
        await app.StartAsync();
        return await PartHost.ServeAsync(new { url = app.Urls.Single() });
    }
}
