using System.Net;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Exchanges;
using SaaSGate.Gateway.Leases;
using SaaSGate.Gateway.View;

namespace SaaSGate.Gateway.Forwarding;

/// <summary>
/// Sends to Claude. Takes a <see cref="ForwardPermit"/>, which only a durable record (and, where policy holds, a consumed
/// approval) gives. Credentials of the skill never leave; the connection's own takes their place.
/// </summary>
internal sealed class UpstreamClient(GatewayOptions options, Lease lease) : IDisposable
{
    private const string ApiVersion = "2023-06-01";

    private readonly HttpMessageInvoker _http = new(UpstreamSockets.CreateHandler(options.AllowPrivateUpstreams));

    /// <summary>Sends once, under a lease that is fresh before each piece, and returns when the response's head is here.</summary>
    /// <exception cref="HttpRequestException">Claude could not be reached, or broke off before its head.</exception>
    /// <exception cref="OperationCanceledException">The client has gone or the exchange was cut.</exception>
    public Task<HttpResponseMessage> SendAsync(ForwardPermit permit, LiveExchange live) => SendAsync(permit, permit.Request.Query, live);

    /// <summary>The same with another query: for lists that are read page by page.</summary>
    public Task<HttpResponseMessage> SendAsync(ForwardPermit permit, string query, LiveExchange live) => SendAsync(permit, query, live, before: null, live.Ending);

    /// <summary>The same, watched: see <see cref="WatchedContent"/>.</summary>
    public Task<HttpResponseMessage> SendAsync(ForwardPermit permit, LiveExchange live, Action<bool> before, CancellationToken cancellation) =>
        SendAsync(permit, permit.Request.Query, live, before, cancellation);

    private Task<HttpResponseMessage> SendAsync(ForwardPermit permit, string query, LiveExchange live, Action<bool>? before, CancellationToken cancellation)
    {
        var request = permit.Request;
        var connection = request.Skill.Connection;
        var message = Message(connection, request.Method, request.Path + (query.Length > 0 ? "?" + query : ""));
        // A body that is not inspected is not sent.
        var body = request.Family is null ? default : permit.Body;
        if (request.Method == HttpMethod.Post.Method)
            message.Content = new WatchedContent(body, permit.Once, live, lease, before);
        foreach (var (name, values) in request.Headers)
        {
            if (!UpstreamHeaders.IsForwarded(name))
                continue;
            foreach (var value in values)
            {
                if (!message.Headers.TryAddWithoutValidation(name, value))
                    message.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }
        return SendAsync(message, connection, cancellation);
    }

    /// <summary>Sends what SaaSGate itself asks of Claude in place of a stopped skill: without a body.</summary>
    /// <exception cref="HttpRequestException">Claude could not be reached, or broke off before its head.</exception>
    public Task<HttpResponseMessage> SendAsync(ConnectionEntry connection, HttpMethod method, string path, CancellationToken cancellation)
    {
        var message = Message(connection, method.Method, path);
        if (method == HttpMethod.Post)
            message.Content = new ReadOnlyMemoryContent(default);
        message.Headers.TryAddWithoutValidation("anthropic-version", ApiVersion);
        return SendAsync(message, connection, cancellation);
    }

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage Message(ConnectionEntry connection, string method, string target) =>
        new(new HttpMethod(method), new Uri(connection.Prefix + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }))
        {
            Version = connection.BaseUrl.Scheme == Uri.UriSchemeHttps ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, ConnectionEntry connection, CancellationToken cancellation)
    {
        foreach (var (name, value) in UpstreamCredential.HeadersOf(connection.Kind, connection.Credential))
            message.Headers.TryAddWithoutValidation(name, value);
        message.Headers.TryAddWithoutValidation("accept-encoding", "identity");
        return _http.SendAsync(message, cancellation);
    }
}
