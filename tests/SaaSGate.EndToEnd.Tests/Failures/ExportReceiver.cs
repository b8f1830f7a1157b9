using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using SaaSGate.TestKit;

namespace SaaSGate.EndToEnd.Tests.Failures;

/// <summary>A system of the organisation's own that is told what happens, by webhook. It takes everything, and never dies.</summary>
internal sealed class ExportReceiver : IAsyncDisposable
{
    private readonly X509Certificate2 _certificate = Certificate();
    private readonly ConcurrentDictionary<string, int> _exchanges = new();
    private readonly WebApplication _app;

    private ExportReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(_certificate)));
        _app = builder.Build();
        _app.Run(async context =>
        {
            foreach (var told in (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!.AsArray())
                if ((string)told!["metadata"]!["event_code"]! == "exchange")
                    _exchanges.AddOrUpdate((string)told["metadata"]!["uid"]!, 1, (_, times) => times + 1);
        });
    }

    /// <summary>Where it is.</summary>
    public string Address => $"https://localhost:{new Uri(_app.Urls.First()).Port}/events";

    /// <summary>What it is known by, in PEM.</summary>
    public string Authority => _certificate.ExportCertificatePem();

    /// <summary>Exchanges that it was told of, and how often.</summary>
    public IReadOnlyDictionary<string, int> Exchanges => _exchanges;

    public static async Task<ExportReceiver> StartAsync()
    {
        var receiver = new ExportReceiver();
        await receiver._app.StartAsync(Bounded.Cancellation);
        return receiver;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _certificate.Dispose();
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
