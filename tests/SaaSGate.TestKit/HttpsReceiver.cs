using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SaaSGate.TestKit;

/// <summary>Something outside that takes POSTs over TLS, keeps them, and answers as a test says.</summary>
public sealed class HttpsReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly X509Certificate2 _certificate = LocalCertificate.Create();

    private HttpsReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(_certificate)));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>What came.</summary>
    public ConcurrentQueue<ReceivedPost> Posts { get; } = new();

    /// <summary>Status and body for what came; 200 and <c>ok</c> at first.</summary>
    public Func<ReceivedPost, (int Status, string Body)> Answer { get; set; } = _ => (200, "ok");

    /// <summary>PEM that the certificate leads to.</summary>
    public string Authority => _certificate.ExportCertificatePem();

    /// <summary>Begins.</summary>
    public static async Task<HttpsReceiver> StartAsync(CancellationToken cancellationToken)
    {
        var receiver = new HttpsReceiver();
        await receiver._app.StartAsync(cancellationToken);
        return receiver;
    }

    /// <summary>An address here.</summary>
    public Uri At(string path) => new($"https://localhost:{new Uri(_app.Urls.First()).Port}{path}");

    /// <summary>What came to a path.</summary>
    public IReadOnlyList<ReceivedPost> To(string path) => [.. Posts.Where(post => post.Path == path)];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _certificate.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var post = new ReceivedPost(
            context.Request.Path, context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase), body.ToArray())
        {
            Method = context.Request.Method,
        };
        var (status, text) = Answer(post);
        Posts.Enqueue(post with { Answered = status });
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(text, context.RequestAborted);
    }
}
