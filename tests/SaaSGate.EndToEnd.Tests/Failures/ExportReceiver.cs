using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using SaaSGate.EndToEnd.Tests.Dev;
using SaaSGate.TestKit;

namespace SaaSGate.EndToEnd.Tests.Failures;

/// <summary>Systems of the organisation's own that are told what happens, and keep checkpoints, by webhook. They take everything, and never die.</summary>
internal sealed class ExportReceiver : IAsyncDisposable
{
    private readonly X509Certificate2 _certificate = LocalCertificate.Create();
    private readonly ConcurrentDictionary<string, int> _exchanges = new();
    private readonly ConcurrentDictionary<long, string> _checkpoints = new();
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
                if (told!["checkpoint"] is not null)
                    _checkpoints[(long)told["checkpoint"]!["number"]!] = told.ToJsonString();
                else if ((string)told["metadata"]!["event_code"]! == "exchange")
                    _exchanges.AddOrUpdate((string)told["metadata"]!["uid"]!, 1, (_, times) => times + 1);
        });
    }

    private string Address => $"https://localhost:{new Uri(_app.Urls.First()).Port}/events";

    private string Authority => _certificate.ExportCertificatePem();

    /// <summary>Exchanges that it was told of, and how often.</summary>
    public IReadOnlyDictionary<string, int> Exchanges => _exchanges;

    /// <summary>Checkpoints that it keeps, by number, a line each.</summary>
    public IReadOnlyDictionary<long, string> Checkpoints => _checkpoints;

    /// <summary>Has it told from now on.</summary>
    /// <param name="api">By whom.</param>
    /// <param name="what">Of what: events or checkpoints.</param>
    public Task AddToAsync(ManagementApi api, string what) => api.PostAsync(
        "exports", new() { ["name"] = what, ["kind"] = "webhook", ["what"] = what, ["address"] = Address, ["secret"] = "known to both of them", ["authority"] = Authority });

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
}
