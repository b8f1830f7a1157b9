using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace SaaSGate.Demo;

/// <summary>
/// The webhook that fires <c>crm-export</c>: a POST of a JSON object on loopback, answered with 202 at once. Calls are handled one
/// after the other; a few may wait, more are answered with 429.
/// </summary>
internal sealed class CrmWebhook : IAsyncDisposable
{
    private const string Path = "/hooks/crm";
    private const int MaxBodyBytes = 16 * 1024;
    private const int MostWaiting = 16;
    private readonly Channel<WebhookCall> _calls = Channel.CreateBounded<WebhookCall>(MostWaiting);
    private readonly WebApplication _app;

    private CrmWebhook(int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, OwnersLifetime>();
        _app = builder.Build();
        _app.MapPost(Path, TakeAsync);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => new(new Uri(_app.Urls.Single()), Path);

    /// <summary>Begins to listen; at any free port where 0 is given.</summary>
    public static async Task<CrmWebhook> StartAsync(int port, CancellationToken cancellation)
    {
        var webhook = new CrmWebhook(port);
        try
        {
            await webhook._app.StartAsync(cancellation);
            return webhook;
        }
        catch
        {
            await webhook.DisposeAsync();
            throw;
        }
    }

    /// <summary>Calls as they come, until cancelled.</summary>
    public IAsyncEnumerable<WebhookCall> CallsAsync(CancellationToken cancellation) => _calls.Reader.ReadAllAsync(cancellation);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext http) => http.Response.StatusCode = await ReadAsync(http.Request) switch
    {
        // A page in a browser cannot send this content type without asking first.
        _ when !http.Request.HasJsonContentType() => StatusCodes.Status415UnsupportedMediaType,
        null => StatusCodes.Status400BadRequest,
        { } call => _calls.Writer.TryWrite(call) ? StatusCodes.Status202Accepted : StatusCodes.Status429TooManyRequests,
    };

    private static async Task<WebhookCall?> ReadAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var payload = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        try
        {
            return JsonNode.Parse(payload) is JsonObject body && body["event"] is JsonValue name && name.TryGetValue<string>(out var text)
                ? new(text, payload, request.Headers.TraceParent.ToString() is { Length: > 0 } trace ? trace : null)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Signals are the business of whoever started this process, not of a part of it.</summary>
    private sealed class OwnersLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
