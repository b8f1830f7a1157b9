using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Tokens;
using SaaSGate.ControlPlane.Connections;
using SaaSGate.ControlPlane.Exports;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>Calls identity providers: over HTTPS alone, never into a private network, no redirect, and not for long.</summary>
internal sealed class ProviderCalls(GuardedHttp http, IOptions<ConnectionOptions> connections, IOptions<FederationOptions> options)
{
    /// <summary>Fetches a JSON object.</summary>
    /// <param name="address">https://…</param>
    /// <param name="authority">PEM that the certificate must lead to; null for public ones.</param>
    /// <param name="bearer">An access token; may be null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ProviderException">It is not to be had.</exception>
    public Task<JsonElement> GetAsync(Uri address, string? authority, string? bearer, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Get, address, authority, null, bearer, cancellationToken);

    /// <summary>Sends JSON, and reads a JSON object; an empty one where the answer has no body.</summary>
    /// <param name="method">The method.</param>
    /// <param name="address">https://…</param>
    /// <param name="authority">PEM that the certificate must lead to; null for public ones.</param>
    /// <param name="body">What is sent; null for nothing.</param>
    /// <param name="bearer">An access token; may be null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ProviderException">It was refused, or the provider is not to be had.</exception>
    public Task<JsonElement> AskAsync(HttpMethod method, Uri address, string? authority, JsonObject? body, string? bearer, CancellationToken cancellationToken) =>
        CallAsync(address, token => http.AskAsync(method, address, authority, body is null ? null : JsonSerializer.SerializeToUtf8Bytes(body), request =>
        {
            request.Headers.Accept.Add(new("application/json"));
            if (bearer is not null)
                request.Headers.Authorization = new("Bearer", bearer);
        }, token), cancellationToken);

    /// <summary>Posts a form and reads a JSON object.</summary>
    /// <param name="address">https://…</param>
    /// <param name="authority">PEM that the certificate must lead to; null for public ones.</param>
    /// <param name="form">Its fields.</param>
    /// <param name="basic">Who calls, and their secret; null where the form says it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ProviderException">It was refused, or the provider is not to be had.</exception>
    public async Task<JsonElement> PostAsync(
        Uri address, string? authority, IEnumerable<KeyValuePair<string, string>> form, (string Name, string Secret)? basic, CancellationToken cancellationToken)
    {
        using var content = new FormUrlEncodedContent(form);
        var body = await content.ReadAsByteArrayAsync(cancellationToken);
        return await CallAsync(address, token => http.PostAsync(address, authority, body, "application/x-www-form-urlencoded", request =>
        {
            request.Headers.Accept.Add(new("application/json"));
            // RFC 6749, section 2.3.1: both are form-encoded before they are joined.
            if (basic is { } client)
                request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{WebUtility.UrlEncode(client.Name)}:{WebUtility.UrlEncode(client.Secret)}")));
        }, token), cancellationToken);
    }

    /// <summary>An address that a provider names, where it may be called.</summary>
    /// <exception cref="ProviderException">It is none, or not one of the internet.</exception>
    public Uri Allowed(string what, string? address) => ExportAddress.Normalize("https", address, connections.Value.AllowPrivateUpstreams) is not null
        ? new(address!)
        : throw new ProviderException($"Its {what} is no https address on the internet.");

    private async Task<JsonElement> CallAsync(Uri address, Func<CancellationToken, Task<GuardedAnswer>> call, CancellationToken cancellationToken)
    {
        Allowed("address", address.AbsoluteUri);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.Value.Patience);
        try
        {
            var answer = await call(patience.Token);
            if (!answer.IsSuccess)
                throw new ProviderException($"{address.Host} answered {answer.Status}{ErrorIn(answer.Body)}.");
            return JsonElement.Parse(answer.Body is { Length: > 0 } said ? said : "{}"u8) is { ValueKind: JsonValueKind.Object } found && JsonTexts.AreReadable(found) ? found : throw new ProviderException($"{address.Host} answered with no JSON object.");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or JsonException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new ProviderException(failure switch
            {
                HttpRequestException { InnerException: ExportException inner } => inner.Message,
                JsonException => $"{address.Host} answered with no JSON.",
                OperationCanceledException => $"{address.Host} did not answer in time.",
                _ => $"{address.Host} cannot be reached: {failure.GetBaseException().Message}",
            }, failure);
        }
    }

    /// <summary>The code of an OAuth error, which is of a small alphabet (RFC 6749, section 5.2); its text is anybody's and is not repeated.</summary>
    private static string ErrorIn(byte[] body)
    {
        try
        {
            return JsonElement.Parse(body) is { ValueKind: JsonValueKind.Object } answer && JsonTexts.AreReadable(answer) && answer.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.String
                && error.GetString() is { Length: > 0 and < 60 } code && code.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-')
                    ? $" ({code})"
                    : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }
}
