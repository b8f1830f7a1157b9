using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using SaaSGate.Postgres.Federation;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>What identity providers say about themselves: kept for an hour, and used for a day at most where a provider cannot be reached.</summary>
internal sealed class ProviderDirectory(ProviderCalls calls, KeySets keys, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, (long Version, ProviderMetadata What, DateTimeOffset At)> _known = new();

    /// <summary>What it says about itself.</summary>
    /// <exception cref="ProviderException">It is not to be had, or does not speak as it should.</exception>
    public async Task<ProviderMetadata> MetadataAsync(KnownProvider provider, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var isKnown = _known.TryGetValue(provider.Id.Value, out var known) && known.Version == provider.Version;
        if (isKnown && known.At > now - KeySets.Kept)
            return known.What;
        try
        {
            var metadata = await FetchAsync(provider, cancellationToken);
            _known[provider.Id.Value] = (provider.Version, metadata, now);
            return metadata;
        }
        catch (ProviderException) when (isKnown && known.At > now - KeySets.StaleAfter)
        {
            return known.What;
        }
    }

    /// <summary>Its public keys that may have made a signature.</summary>
    /// <param name="provider">Whose.</param>
    /// <param name="keyId">The key's <c>kid</c>; null for any.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ProviderException">They are not to be had.</exception>
    public Task<IReadOnlyList<JsonWebKey>> KeysAsync(KnownProvider provider, string? keyId, CancellationToken cancellationToken) => keys.FindAsync(
        provider.Id.Value, $"{provider.Version}", provider.What.Authority, keyId, async cancel => (await MetadataAsync(provider, cancel)).Keys, cancellationToken);

    /// <summary>Asks it now, whatever is known: what it says, and how many keys it signs with.</summary>
    /// <exception cref="ProviderException">It is not to be had, or does not speak as it should.</exception>
    public async Task<(ProviderMetadata Metadata, int Keys)> AskAsync(KnownProvider provider, CancellationToken cancellationToken)
    {
        var metadata = await FetchAsync(provider, cancellationToken);
        return (metadata, KeySets.Read(await calls.GetAsync(metadata.Keys, provider.What.Authority, null, cancellationToken)).Count);
    }

    private async Task<ProviderMetadata> FetchAsync(KnownProvider provider, CancellationToken cancellationToken) => Read(
        provider.Issuer,
        await calls.GetAsync(new($"{provider.Issuer.TrimEnd('/')}/.well-known/openid-configuration"), provider.What.Authority, null, cancellationToken));

    private ProviderMetadata Read(string issuer, JsonElement document)
    {
        // OpenID Connect Discovery 1.0, section 4.3: exactly the issuer that was asked.
        if (JsonText.Of(document, "issuer") != issuer)
            throw new ProviderException("It names another issuer than the one that is set here.");
        var ways = document.TryGetProperty("token_endpoint_auth_methods_supported", out var methods) && methods.ValueKind == JsonValueKind.Array
            ? methods.EnumerateArray().Where(method => method.ValueKind == JsonValueKind.String).Select(method => method.GetString()).ToArray()
            : ["client_secret_basic"];
        return new(
            calls.Allowed("authorization endpoint", JsonText.Of(document, "authorization_endpoint")),
            calls.Allowed("token endpoint", JsonText.Of(document, "token_endpoint")),
            calls.Allowed("key address", JsonText.Of(document, "jwks_uri")),
            JsonText.Of(document, "userinfo_endpoint") is { } userInfo ? calls.Allowed("userinfo endpoint", userInfo) : null,
            document.TryGetProperty("authorization_response_iss_parameter_supported", out var names) && names.ValueKind == JsonValueKind.True,
            ways.Contains("client_secret_basic") || !ways.Contains("client_secret_post"));
    }
}
