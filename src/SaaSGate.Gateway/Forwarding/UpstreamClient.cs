using System.Net;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.View;

namespace SaaSGate.Gateway.Forwarding;

/// <summary>
/// Sends to Claude. Takes a <see cref="ForwardPermit"/>, which only a durable record (and, where policy holds, a consumed
/// approval) gives. Credentials of the skill never leave; the connection's own takes their place.
/// </summary>
internal sealed class UpstreamClient(GatewayOptions options) : IDisposable
{
    private const string ApiVersion = "2023-06-01";

    private readonly HttpMessageInvoker _http = new(UpstreamSockets.CreateHandler(options.AllowPrivateUpstreams));

    /// <summary>Sends once and returns when the response's head is here.</summary>
    /// <exception cref="HttpRequestException">Claude could not be reached, or broke off before its head.</exception>
    public Task<HttpResponseMessage> SendAsync(ForwardPermit permit, CancellationToken cancellation) => SendAsync(permit, permit.Request.Query, cancellation);

    /// <summary>The same with another query: for lists that are read page by page.</summary>
    public Task<HttpResponseMessage> SendAsync(ForwardPermit permit, string query, CancellationToken cancellation) => SendAsync(permit, query, before: null, cancellation);

    /// <summary>The same, watched: see <see cref="WatchedContent"/>.</summary>
    public Task<HttpResponseMessage> SendAsync(ForwardPermit permit, Action<bool> before, CancellationToken cancellation) => SendAsync(permit, permit.Request.Query, before, cancellation);

    private Task<HttpResponseMessage> SendAsync(ForwardPermit permit, string query, Action<bool>? before, CancellationToken cancellation)
    {
        var request = permit.Request;
        var connection = request.Skill.Connection;
        var message = Message(connection, request.Method, request.Path + (query.Length > 0 ? "?" + query : ""));
        // A body that is not inspected is not sent.
        var body = request.Family is null ? default : permit.Body;
        if (request.Method == HttpMethod.Post.Method)
            message.Content = permit.Once || before is not null ? new WatchedContent(body, permit.Once, before) : new ReadOnlyMemoryContent(body);
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
