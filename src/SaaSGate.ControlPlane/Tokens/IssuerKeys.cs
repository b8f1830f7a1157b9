using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Tokens;
using SaaSGate.ControlPlane.Exports;
using SaaSGate.Postgres.Tokens;

namespace SaaSGate.ControlPlane.Tokens;

/// <summary>
/// Gets the keys that trusted issuers publish: from the address that is named, or the one that the document of discovery of exactly this
/// issuer names (OpenID Connect Discovery section 4.3). Over HTTPS alone, and never into a private network.
/// </summary>
internal sealed partial class IssuerKeys(IssuerKeyStore store, GuardedHttp http, IOptions<TokenOptions> options, TimeProvider clock, ILogger<IssuerKeys> logger)
{
    private const string Discovery = ".well-known/openid-configuration";
    private const int LongestFailure = 300, AtOnce = 16;
    private static readonly TimeSpan Hourly = TimeSpan.FromHours(1), BetweenTries = TimeSpan.FromSeconds(10), Patience = TimeSpan.FromSeconds(10);

    /// <summary>Asks again for keys that were not asked for within the hour: of several at once, so that those who do not answer hold up nobody.</summary>
    public async Task RefreshDueAsync(CancellationToken cancellationToken)
    {
        var due = await store.ListDueAsync(clock.GetUtcNow() - Hourly, cancellationToken);
        await Parallel.ForEachAsync(
            due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (one, cancel) => await RefreshAsync(one.Organisation, one.Issuer, Hourly, cancel));
    }

    /// <summary>Asks for the keys of one issuer now, unless that was done a moment ago.</summary>
    /// <returns>Whether they were had.</returns>
    public Task<bool> RefreshAsync(Id<Organisation> organisation, Id<TrustedIssuer> issuer, CancellationToken cancellationToken) =>
        RefreshAsync(organisation, issuer, BetweenTries, cancellationToken);

    private async Task<bool> RefreshAsync(Id<Organisation> organisation, Id<TrustedIssuer> issuer, TimeSpan between, CancellationToken cancellationToken)
    {
        if (await store.BeginAsync(organisation, issuer, between, cancellationToken) is not var (address, keysAddress))
            return false;
        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var (keys, failure) = await FetchAsync(address, keysAddress, either.Token);
        cancellationToken.ThrowIfCancellationRequested();
        if (keys is null)
        {
            Log.NotHad(logger, issuer.Value, organisation.Value, failure!);
            await store.FailAsync(organisation, issuer, failure!.Length > LongestFailure ? failure[..LongestFailure] : failure, cancellationToken);
            return false;
        }

        await store.TakeAsync(organisation, issuer, keys, cancellationToken);
        return true;
    }

    private async Task<(IReadOnlyList<TokenKey>? Keys, string? Failure)> FetchAsync(string issuer, string? keysAddress, CancellationToken cancellationToken)
    {
        try
        {
            if (keysAddress is null)
            {
                var document = await GetAsync($"{issuer.TrimEnd('/')}/{Discovery}", cancellationToken);
                if (document is null || Discovered(document, issuer) is not { } found)
                    return (null, "The document of discovery could not be had, or is another issuer's.");
                keysAddress = found;
            }

            return await GetAsync(keysAddress, cancellationToken) is { } set && TokenKey.ReadSet(set) is { Count: > 0 } keys
                ? (keys, null)
                : (null, "The address of the keys gave no keys that verify signatures.");
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException or OperationCanceledException)
        {
            return (null, failed.GetBaseException() is ExportException refused ? refused.Message : "The issuer could not be reached.");
        }
    }

    private async Task<byte[]?> GetAsync(string address, CancellationToken cancellationToken)
    {
        var answer = await http.GetAsync(new(address), options.Value.Authority, null, cancellationToken);
        return answer.Status == 200 ? answer.Body : null;
    }

    private string? Discovered(byte[] document, string issuer)
    {
        try
        {
            var reader = new Utf8JsonReader(document);
            var root = JsonElement.ParseValue(ref reader);
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("issuer", out var says) && says.ValueKind == JsonValueKind.String && says.GetString() == issuer
                && root.TryGetProperty("jwks_uri", out var keys) && keys.ValueKind == JsonValueKind.String
                ? http.Allowed(keys.GetString())
                : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The keys of issuer {Issuer} of {Organisation} could not be had. {Failure}")]
        public static partial void NotHad(ILogger logger, string issuer, string organisation, string failure);
    }
}
