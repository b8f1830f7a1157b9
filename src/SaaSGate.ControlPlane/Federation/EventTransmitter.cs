using System.Text.Json;
using System.Text.Json.Nodes;
using SaaSGate.Postgres.Federation;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>Speaks to a transmitter of security events as its receiver (OpenID Shared Signals Framework 1.0, sections 7 and 8).</summary>
internal sealed class EventTransmitter(ProviderCalls calls)
{
    public const string Push = "urn:ietf:rfc:8935", Poll = "urn:ietf:rfc:8936";

    private const int LongestText = 500;

    /// <summary>What SaaSGate acts on.</summary>
    private static readonly string[] Wanted =
    [
        SecurityEvents.Risc + "account-disabled", SecurityEvents.Risc + "account-purged", SecurityEvents.Risc + "sessions-revoked", SecurityEvents.Caep + "session-revoked",
    ];

    /// <summary>Where a transmitter says its keys are.</summary>
    /// <exception cref="ProviderException">It does not say it.</exception>
    public async Task<Uri> KeysAsync(KnownProvider provider, string issuer, CancellationToken cancellationToken) =>
        calls.Allowed("key address", JsonText.Of(await ConfigurationAsync(provider, issuer, cancellationToken), "jwks_uri"));

    /// <summary>Makes the stream there, or changes the one that there is.</summary>
    /// <param name="provider">Whose transmitter it is.</param>
    /// <param name="issuer">The transmitter.</param>
    /// <param name="accessToken">Lets receivers do so.</param>
    /// <param name="streamId">The stream that there is; null for a new one.</param>
    /// <param name="pushTo">Where events are pushed, and with which Authorization header; null where they are polled.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What it calls the stream and this receiver, and where events are fetched.</returns>
    /// <exception cref="ProviderException">It refuses, or answers otherwise than it should.</exception>
    public async Task<(string StreamId, string Audience, Uri? PollAddress)> SetUpAsync(
        KnownProvider provider, string issuer, string accessToken, string? streamId, (Uri Address, string Authorization)? pushTo, CancellationToken cancellationToken)
    {
        var configuration = await ConfigurationAsync(provider, issuer, cancellationToken);
        var endpoint = calls.Allowed("configuration endpoint", JsonText.Of(configuration, "configuration_endpoint"));
        var method = pushTo is null ? Poll : Push;
        if (configuration.TryGetProperty("delivery_methods_supported", out var methods) && methods.ValueKind == JsonValueKind.Array && !methods.EnumerateArray().Any(one => IsMethod(one, method)))
            throw new ProviderException(pushTo is null ? "It offers no polling (RFC 8936)." : "It offers no push (RFC 8935).");
        var delivery = new JsonObject { ["method"] = method };
        if (pushTo is var (address, authorization))
            (delivery["endpoint_url"], delivery["authorization_header"]) = (address.AbsoluteUri, authorization);
        var wanted = new JsonObject { ["delivery"] = delivery, ["events_requested"] = new JsonArray([.. Wanted.Select(kind => JsonValue.Create(kind))]), ["description"] = "SaaSGate" };
        if (streamId is not null)
            wanted["stream_id"] = streamId;

        var made = await calls.AskAsync(streamId is null ? HttpMethod.Post : HttpMethod.Patch, endpoint, provider.What.Authority, wanted, accessToken, cancellationToken);
        if (JsonText.Of(made, "iss") != issuer)
            throw new ProviderException("The stream that it made is another issuer's.");
        var (id, audience) = (JsonText.Of(made, "stream_id"), Audience(made));
        if (id is not { Length: <= LongestText } || (streamId is not null && id != streamId) || audience is not { Length: <= LongestText })
            throw new ProviderException("The stream that it made has no id, or no audience.");
        if (!made.TryGetProperty("delivery", out var given) || given.ValueKind != JsonValueKind.Object || !given.TryGetProperty("method", out var by) || !IsMethod(by, method))
            throw new ProviderException("The stream that it made delivers in another way.");
        return (id, audience, pushTo is null ? calls.Allowed("poll address", JsonText.Of(given, "endpoint_url")) : null);
    }

    /// <summary>Removes the stream there.</summary>
    /// <exception cref="ProviderException">It refuses.</exception>
    public async Task RemoveAsync(KnownProvider provider, string issuer, string accessToken, string streamId, CancellationToken cancellationToken)
    {
        var endpoint = calls.Allowed("configuration endpoint", JsonText.Of(await ConfigurationAsync(provider, issuer, cancellationToken), "configuration_endpoint"));
        var address = new UriBuilder(endpoint) { Query = $"{endpoint.Query.TrimStart('?')}{(endpoint.Query.Length > 1 ? "&" : "")}stream_id={Uri.EscapeDataString(streamId)}" }.Uri;
        await calls.AskAsync(HttpMethod.Delete, address, provider.What.Authority, null, accessToken, cancellationToken);
    }

    /// <summary>Asks for a verification event with a state.</summary>
    /// <exception cref="ProviderException">It refuses.</exception>
    public async Task VerifyAsync(KnownProvider provider, string issuer, string accessToken, string streamId, string state, CancellationToken cancellationToken)
    {
        var endpoint = calls.Allowed("verification endpoint", JsonText.Of(await ConfigurationAsync(provider, issuer, cancellationToken), "verification_endpoint"));
        await calls.AskAsync(HttpMethod.Post, endpoint, provider.What.Authority, new() { ["stream_id"] = streamId, ["state"] = state }, accessToken, cancellationToken);
    }

    /// <summary>Fetches events, and says what became of those fetched before (RFC 8936, section 2.4).</summary>
    /// <param name="provider">Whose transmitter it is.</param>
    /// <param name="address">Where.</param>
    /// <param name="accessToken">Lets the receiver.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="taken">Ids of those that were taken.</param>
    /// <param name="refused">Of those that were not, why.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Events by their ids; null for one that is no text.</returns>
    /// <exception cref="ProviderException">It refuses, or answers otherwise than it should.</exception>
    public async Task<IReadOnlyDictionary<string, string?>> FetchAsync(
        KnownProvider provider, Uri address, string accessToken, int most, IEnumerable<string> taken, IEnumerable<KeyValuePair<string, EventError>> refused, CancellationToken cancellationToken)
    {
        var asked = new JsonObject
        {
            ["maxEvents"] = most,
            ["returnImmediately"] = true,
            ["ack"] = new JsonArray([.. taken.Select(id => JsonValue.Create(id))]),
            ["setErrs"] = new JsonObject(refused.Select(one => KeyValuePair.Create<string, JsonNode?>(one.Key, new JsonObject { ["err"] = one.Value.Err, ["description"] = one.Value.Description }))),
        };
        var answer = await calls.AskAsync(HttpMethod.Post, address, provider.What.Authority, asked, accessToken, cancellationToken);
        if (!answer.TryGetProperty("sets", out var sets) || sets.ValueKind != JsonValueKind.Object)
            throw new ProviderException("It answered a poll without events and without saying that there are none.");
        return sets.EnumerateObject().Take(most).GroupBy(one => one.Name).ToDictionary(one => one.Key, one => one.First().Value is { ValueKind: JsonValueKind.String } text ? text.GetString() : null);
    }

    private async Task<JsonElement> ConfigurationAsync(KnownProvider provider, string issuer, CancellationToken cancellationToken)
    {
        // The well-known part stands between host and path (section 7.2).
        var at = new Uri(issuer);
        var document = await calls.GetAsync(new(at, $"/.well-known/ssf-configuration{at.AbsolutePath.TrimEnd('/')}"), provider.What.Authority, null, cancellationToken);
        return JsonText.Of(document, "issuer") == issuer ? document : throw new ProviderException("It names another issuer than the one that is set here.");
    }

    /// <summary>Drafts of the framework named the ways otherwise, and transmitters still do.</summary>
    private static bool IsMethod(JsonElement named, string method) => named.ValueKind == JsonValueKind.String && (named.GetString() == method
        || named.GetString() is { } older && older.StartsWith("https://schemas.openid.net/secevent/risc/delivery-method/", StringComparison.Ordinal) && older.EndsWith(method == Push ? "/push" : "/poll", StringComparison.Ordinal));

    private static string? Audience(JsonElement made) => JsonText.Of(made, "aud")
        ?? (made.TryGetProperty("aud", out var several) && several.ValueKind == JsonValueKind.Array ? several.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()).FirstOrDefault() : null);
}
