using System.Net;
using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.Gateway.Forwarding;

/// <summary>
/// Sends to Claude. Takes a <see cref="ForwardPermit"/>, which only a durable record (and, where policy holds, a consumed
/// approval) gives. Credentials of the skill never leave; the connection's own takes their place.
/// </summary>
internal sealed class UpstreamClient(GatewayOptions options) : IDisposable
{
    private readonly HttpMessageInvoker _http = new(UpstreamSockets.CreateHandler(options.AllowPrivateUpstreams));

    /// <summary>Sends once and returns when the response's head is here.</summary>
    /// <exception cref="HttpRequestException">Claude could not be reached, or broke off before its head.</exception>
    public Task<HttpResponseMessage> SendAsync(ForwardPermit permit, CancellationToken cancellation)
    {
        var request = permit.Request;
        var connection = request.Skill.Connection;
        var target = connection.Prefix + request.Path + (request.Query.Length > 0 ? "?" + request.Query : "");
        var message = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }))
        {
            Version = connection.BaseUrl.Scheme == Uri.UriSchemeHttps ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        if (request.Method == HttpMethod.Post.Method)
            message.Content = permit.Once ? new SingleUseContent(permit.Body) : new ReadOnlyMemoryContent(permit.Body);
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
        foreach (var (name, value) in UpstreamCredential.HeadersOf(connection.Kind, connection.Credential))
            message.Headers.TryAddWithoutValidation(name, value);
        message.Headers.TryAddWithoutValidation("accept-encoding", "identity");
        return _http.SendAsync(message, cancellation);
    }

    public void Dispose() => _http.Dispose();
}
