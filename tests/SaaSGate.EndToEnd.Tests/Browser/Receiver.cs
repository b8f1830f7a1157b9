using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using SaaSGate.TestKit;

namespace SaaSGate.EndToEnd.Tests.Browser;

/// <summary>A system of the organisation that takes what it is told, over HTTPS with a certificate of its own.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _told = new();
    private readonly WebApplication _app;
    private readonly X509Certificate2 _certificate = LocalCertificate.Create();

    private Receiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(_certificate)));
        _app = builder.Build();
        _app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            _told.Enqueue(await reader.ReadToEndAsync(context.RequestAborted));
        });
    }

    public string Address => $"https://localhost:{new Uri(_app.Urls.First()).Port}/events";

    /// <summary>What senders trust, as PEM.</summary>
    public string Authority => _certificate.ExportCertificatePem();

    /// <summary>Bodies in the order they came.</summary>
    public IReadOnlyCollection<string> Told => _told;

    public static async Task<Receiver> StartAsync(CancellationToken cancellation)
    {
        var receiver = new Receiver();
        await receiver._app.StartAsync(cancellation);
        return receiver;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _certificate.Dispose();
    }
}
