using Microsoft.Extensions.Options;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.ControlPlane.Exports;

namespace SaaSGate.ControlPlane.Connections;

/// <summary>Asks the upstream whether it takes a credential: a list of one model, which costs nothing. Never into a private network, unless that is allowed.</summary>
internal sealed class CredentialCheck(IOptions<ConnectionOptions> options)
{
    public const string Accepted = "accepted", Refused = "refused", Unreachable = "unreachable";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary><see cref="Accepted"/>, <see cref="Refused"/>, or <see cref="Unreachable"/> where the upstream gave no answer that says either.</summary>
    public async Task<string> AskAsync(string baseUrl, string kind, string credential, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        using var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectCallback = async (context, cancel) => await ExportAddress.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, options.Value.AllowPrivateUpstreams, cancel),
        };
        using var client = new HttpMessageInvoker(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{baseUrl.TrimEnd('/')}/v1/models?limit=1");
        foreach (var (name, value) in UpstreamCredential.HeadersOf(kind, credential))
            request.Headers.TryAddWithoutValidation(name, value);
        request.Headers.TryAddWithoutValidation("anthropic-version", "2023-06-01");
        try
        {
            using var answer = await client.SendAsync(request, patience.Token);
            return (int)answer.StatusCode switch
            {
                >= 200 and < 300 or 429 => Accepted,
                401 or 403 => Refused,
                _ => Unreachable,
            };
        }
        catch (Exception failed) when (!cancellationToken.IsCancellationRequested && failed is HttpRequestException or IOException or OperationCanceledException or ExportException or System.Net.Sockets.SocketException)
        {
            return Unreachable;
        }
    }
}
