using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace SaaSGate.Inspection;

/// <summary>
/// Remembers what was found in texts of requests, so that a conversation that is sent again costs what is new in it. In memory
/// only, bounded, shared by all inspectors of a process.
/// <para>
/// A text is known again by an HMAC under a key that nobody else has, over policy, keys of the skill, context and text. What is
/// kept of it are places, labels and fingerprints, never a piece of it. Another policy or skill never meets it again.
/// </para>
/// </summary>
public sealed class InspectionCache
{
    /// <summary>What it takes by default, in bytes.</summary>
    public const long DefaultBytes = 64 * 1024 * 1024;

    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);
    private readonly long _maxBytes;
    private readonly Lock _turning = new();
    private volatile Generation _young = new();
    private volatile Generation _old = new();

    /// <summary>Begins empty.</summary>
    /// <param name="maxBytes">About how much memory it may take.</param>
    public InspectionCache(long maxBytes = DefaultBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        _maxBytes = maxBytes;
    }

    /// <summary>About how much memory it takes now.</summary>
    public long Bytes => Interlocked.Read(ref _young.Bytes) + Interlocked.Read(ref _old.Bytes);

    /// <summary>The key of all that is read under one policy for one skill.</summary>
    internal byte[] KeyFor(ReadOnlySpan<byte> scope) => HMACSHA256.HashData(_secret, scope);

    internal bool TryGet<T>(UInt128 key, [NotNullWhen(true)] out T? seen) where T : class
    {
        if (_young.Entries.TryGetValue(key, out var entry))
            return (seen = entry.Seen as T) is not null;
        if (_old.Entries.TryGetValue(key, out entry))
            Add(key, entry);
        return (seen = entry.Seen as T) is not null;
    }

    internal void Add(UInt128 key, object seen, int bytes) => Add(key, new Entry(seen, bytes));

    /// <summary>The younger half fills up, and then takes the place of the older one: what nobody asked for in that time is forgotten.</summary>
    private void Add(UInt128 key, Entry entry)
    {
        // One text shall not push out all others.
        if (entry.Bytes > _maxBytes / 8)
            return;
        var young = _young;
        if (!young.Entries.TryAdd(key, entry) || Interlocked.Add(ref young.Bytes, entry.Bytes) <= _maxBytes / 2)
            return;
        lock (_turning)
            if (ReferenceEquals(young, _young))
                (_old, _young) = (young, new Generation());
    }

    private readonly record struct Entry(object? Seen, int Bytes);

    private sealed class Generation
    {
        public long Bytes;

        public ConcurrentDictionary<UInt128, Entry> Entries { get; } = new();
    }
}
