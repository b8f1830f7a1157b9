using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using SaaSGate.ControlPlane.Connections;

namespace SaaSGate.ControlPlane.Exports;

/// <summary>Calls addresses that tenants name: never into a private network, no redirect, no proxy, no cookie; of answers no more than is read.</summary>
internal sealed class GuardedHttp(IOptions<ConnectionOptions> options)
{
    private const int MostRead = 64 * 1024, MostFetched = 512 * 1024;

    /// <summary>Sends one request and reads the beginning of the answer, whatever its status.</summary>
    /// <param name="address">https://…</param>
    /// <param name="authority">PEM that the other side's certificate must lead to; null for public ones.</param>
    /// <param name="body">The body.</param>
    /// <param name="contentType">Its type.</param>
    /// <param name="prepare">Sets headers; may be null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HttpRequestException">It cannot be reached; the innermost may be an <see cref="ExportException"/>.</exception>
    public async Task<GuardedAnswer> PostAsync(
        Uri address, string? authority, ReadOnlyMemory<byte> body, string contentType, Action<HttpRequestMessage>? prepare, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        prepare?.Invoke(request);
        return await SendAsync(request, authority, MostRead, cancellationToken);
    }

    /// <summary>Fetches something that is read whole.</summary>
    /// <param name="address">https://…</param>
    /// <param name="authority">PEM that the other side's certificate must lead to; null for public ones.</param>
    /// <param name="prepare">Sets headers; may be null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HttpRequestException">It cannot be reached, or is larger than 512 KB.</exception>
    public Task<GuardedAnswer> GetAsync(Uri address, string? authority, Action<HttpRequestMessage>? prepare, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Get, address, authority, null, prepare, cancellationToken);

    /// <summary>Sends JSON, and reads the answer whole.</summary>
    /// <param name="method">The method.</param>
    /// <param name="address">https://…</param>
    /// <param name="authority">PEM that the other side's certificate must lead to; null for public ones.</param>
    /// <param name="json">The body in UTF-8; null for none.</param>
    /// <param name="prepare">Sets headers; may be null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HttpRequestException">It cannot be reached, or its answer is larger than 512 KB.</exception>
    public async Task<GuardedAnswer> AskAsync(
        HttpMethod method, Uri address, string? authority, byte[]? json, Action<HttpRequestMessage>? prepare, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, address);
        if (json is not null)
            request.Content = new ByteArrayContent(json) { Headers = { ContentType = new("application/json") } };
        prepare?.Invoke(request);
        var answer = await SendAsync(request, authority, MostFetched, cancellationToken);
        return answer.Body.Length < MostFetched ? answer : throw new HttpRequestException("The answer is too large.");
    }

    /// <summary>An address that may be asked, in one form; null where it may not.</summary>
    public string? Allowed(string? address) => ExportAddress.Normalize("https", address, options.Value.AllowPrivateUpstreams);

    private async Task<GuardedAnswer> SendAsync(HttpRequestMessage request, string? authority, int most, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectCallback = async (context, cancel) => await ExportAddress.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, options.Value.AllowPrivateUpstreams, cancel),
        };
        handler.SslOptions.CertificateChainPolicy = ChainPolicy(authority);
        using var client = new HttpMessageInvoker(handler);
        using var answer = await client.SendAsync(request, cancellationToken);
        var read = new byte[most];
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var length = await stream.ReadAtLeastAsync(read, read.Length, throwOnEndOfStream: false, cancellationToken);
        return new((int)answer.StatusCode, read[..length], answer.Headers.RetryAfter?.Delta);
    }

    /// <summary>What a certificate must lead to; null for what the system trusts.</summary>
    public static X509ChainPolicy? ChainPolicy(string? authority)
    {
        if (authority is null)
            return null;
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(authority);
        return policy;
    }
}
