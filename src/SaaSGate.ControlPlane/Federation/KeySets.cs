using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>
/// Public keys of those who sign: kept for an hour, fetched again for a key that is not known, and used for a day at most where they cannot be fetched.
/// Nobody waits for another's fetch who needs a key that is known.
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
        var entry = EntryOf(owner, generation);
        if (entry.Known is { } fresh && fresh.At > clock.GetUtcNow() - Kept && Fits(fresh.Keys, keyId))
            return Named(fresh.Keys, keyId);
        return Named(await FetchAsync(entry, isAhead: false, authority, keyId, where, cancellationToken), keyId);
    }

    /// <summary>Fetches keys that are older than half of what they are kept for, so that whoever needs them has them.</summary>
    /// <param name="owner">As above.</param>
    /// <param name="generation">As above.</param>
    /// <param name="authority">As above.</param>
    /// <param name="where">As above.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ProviderException">They are not to be had now.</exception>
    public Task KeepAsync(string owner, string generation, string? authority, Func<CancellationToken, Task<Uri>> where, CancellationToken cancellationToken) =>
        FetchAsync(EntryOf(owner, generation), isAhead: true, authority, null, where, cancellationToken);

    /// <summary>Whether <see cref="KeepAsync"/> has something to do.</summary>
    public bool AreDue(string owner, string generation) =>
        !(_entries.TryGetValue(owner, out var entry) && entry.Generation == generation && entry.Known is { } known && known.At > clock.GetUtcNow() - (Kept / 2));

    /// <summary>Forgets keys of those who are no more.</summary>
    /// <param name="prefix">Which owners are meant.</param>
    /// <param name="owners">Those of them who still are.</param>
    public void KeepOnly(string prefix, IReadOnlySet<string> owners)
    {
        foreach (var owner in _entries.Keys.Where(owner => owner.StartsWith(prefix, StringComparison.Ordinal) && !owners.Contains(owner)))
            _entries.TryRemove(owner, out _);
    }

    private async Task<IReadOnlyList<JsonWebKey>> FetchAsync(
        Entry entry, bool isAhead, string? authority, string? keyId, Func<CancellationToken, Task<Uri>> where, CancellationToken cancellationToken)
    {
        await entry.Turn.WaitAsync(cancellationToken);
        try
        {
            var now = clock.GetUtcNow();
            var known = entry.Known is { } before && before.At > now - StaleAfter && Fits(before.Keys, keyId);
            if (!known || entry.Known!.At <= now - (isAhead ? Kept / 2 : Kept))
            {
                try
                {
                    if (!MayFetch(entry, now))
                        throw new ProviderException("Its keys were asked for too often just now.");
                    entry.Known = new(Read(await calls.GetAsync(await where(cancellationToken), authority, null, cancellationToken)), now);
                }
                catch (ProviderException) when (known && !isAhead)
                {
                    // What was known less than a day ago still counts. For a key that is not known nothing does: it may be there next time.
                }
            }

            return entry.Known!.Keys;
        }
        finally
        {
            entry.Turn.Release();
        }
    }

    private Entry EntryOf(string owner, string generation) =>
        _entries.AddOrUpdate(owner, _ => new(generation), (_, known) => known.Generation == generation ? known : new(generation));

    private static IReadOnlyList<JsonWebKey> Named(IReadOnlyList<JsonWebKey> keys, string? keyId) => [.. keys.Where(key => keyId is null || key.Kid == keyId)];

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

    private sealed record KnownKeys(IReadOnlyList<JsonWebKey> Keys, DateTimeOffset At);

    private sealed class Entry(string generation) : IDisposable
    {
        private volatile KnownKeys? _known;

        public SemaphoreSlim Turn { get; } = new(1);

        public string Generation => generation;

        public KnownKeys? Known
        {
            get => _known;
            set => _known = value;
        }

        public DateTimeOffset RoundAt { get; set; }

        public int Fetches { get; set; }

        public void Dispose() => Turn.Dispose();
    }
}
