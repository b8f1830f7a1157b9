using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>
/// Public keys of those who sign: kept for an hour, fetched again for a key that is not known, and used for a day at most where they cannot be fetched.
/// </summary>
internal sealed class KeySets(ProviderCalls calls, TimeProvider clock)
{
    public static readonly TimeSpan Kept = TimeSpan.FromHours(1), StaleAfter = TimeSpan.FromDays(1), BetweenRounds = TimeSpan.FromMinutes(1);

    private const int MostFetches = 6, MostKeys = 100, LeastRsaBits = 2048;

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Keys that may have made a signature.</summary>
    /// <param name="owner">Names who signs; a tenant's keys are never another's.</param>
    /// <param name="generation">Names the settings: what was known under others counts no more.</param>
    /// <param name="authority">PEM that the place's certificate must lead to; null for public ones.</param>
    /// <param name="keyId">The key's <c>kid</c>; null for any.</param>
    /// <param name="where">Says where they are.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Empty where the place was asked and has no such key.</returns>
    /// <exception cref="ProviderException">They are not to be had now; perhaps later.</exception>
    public async Task<IReadOnlyList<JsonWebKey>> FindAsync(
        string owner, string generation, string? authority, string? keyId, Func<CancellationToken, Task<Uri>> where, CancellationToken cancellationToken)
    {
        var entry = _entries.AddOrUpdate(owner, _ => new(generation), (_, known) => known.Generation == generation ? known : new(generation));
        await entry.Turn.WaitAsync(cancellationToken);
        try
        {
            var now = clock.GetUtcNow();
            var known = entry.Keys is not null && entry.At > now - StaleAfter && Fits(entry.Keys, keyId);
            if (!known || entry.At <= now - Kept)
            {
                try
                {
                    if (!MayFetch(entry, now))
                        throw new ProviderException("Its keys were asked for too often just now.");
                    entry.Keys = Read(await calls.GetAsync(await where(cancellationToken), authority, null, cancellationToken));
                    entry.At = now;
                }
                catch (ProviderException) when (known)
                {
                    // What was known less than a day ago still counts. For a key that is not known nothing does: it may be there next time.
                }
            }

            return [.. entry.Keys!.Where(key => keyId is null || key.Kid == keyId)];
        }
        finally
        {
            entry.Turn.Release();
        }
    }

    /// <summary>Keys of a set that sign with two keys: none that a shared secret is, none for encryption, none too short.</summary>
    /// <exception cref="ProviderException">It is no set of keys.</exception>
    public static IReadOnlyList<JsonWebKey> Read(JsonElement set)
    {
        if (!set.TryGetProperty("keys", out var keys) || keys.ValueKind != JsonValueKind.Array)
            throw new ProviderException("Its keys are no JSON Web Key Set.");
        var read = new List<JsonWebKey>();
        foreach (var one in keys.EnumerateArray().Take(MostKeys))
        {
            try
            {
                var key = new JsonWebKey(one.GetRawText());
                if (key.Kty is JsonWebAlgorithmsKeyTypes.RSA or JsonWebAlgorithmsKeyTypes.EllipticCurve && key.Use is null or "" or "sig"
                    && (key.Kty != JsonWebAlgorithmsKeyTypes.RSA || key.KeySize >= LeastRsaBits))
                    read.Add(key);
            }
            catch (Exception unknown) when (unknown is ArgumentException or FormatException or JsonException)
            {
                // A key of a kind that is not known here: others may be (RFC 7517, section 5).
            }
        }

        return read;
    }

    private static bool Fits(IReadOnlyList<JsonWebKey> keys, string? keyId) => keyId is null ? keys.Count > 0 : keys.Any(key => key.Kid == keyId);

    /// <summary>Anybody can name a key that is not there, and wait for a place that does not answer: a few times a minute that is looked at.</summary>
    private static bool MayFetch(Entry entry, DateTimeOffset now)
    {
        if (entry.RoundAt <= now - BetweenRounds)
            (entry.RoundAt, entry.Fetches) = (now, 0);
        return ++entry.Fetches <= MostFetches;
    }

    private sealed class Entry(string generation) : IDisposable
    {
        public SemaphoreSlim Turn { get; } = new(1);

        public string Generation => generation;

        public IReadOnlyList<JsonWebKey>? Keys { get; set; }

        public DateTimeOffset At { get; set; }

        public DateTimeOffset RoundAt { get; set; }

        public int Fetches { get; set; }

        public void Dispose() => Turn.Dispose();
    }
}
