using System.Security.Cryptography;

namespace SaaSGate.Inspection;

/// <summary>An organisation's keys for what findings leave behind.</summary>
public sealed class MaskingKeys
{
    /// <summary>Length of each key in bytes.</summary>
    public const int KeyBytes = 32;

    private readonly (DateOnly Month, byte[] Key)[] _fingerprintKeys;

    /// <summary>Copies keys of which one makes the fingerprints of all months.</summary>
    /// <inheritdoc cref="MaskingKeys(ReadOnlyMemory{byte}, IReadOnlyCollection{FingerprintKey}, ReadOnlyMemory{byte})"/>
    public MaskingKeys(ReadOnlyMemory<byte> labelKey, ReadOnlyMemory<byte> fingerprintKey, ReadOnlyMemory<byte> sealKey = default)
        : this(labelKey, [new FingerprintKey(DateOnly.MinValue, fingerprintKey)], sealKey)
    {
    }

    /// <summary>Copies the keys.</summary>
    /// <param name="labelKey">32 bytes; labels derive from it with the skill's id.</param>
    /// <param name="fingerprintKeys">32 bytes each, at least one; a value's fingerprint derives from the key of the month in which it is seen, or of the last month before it that has one.</param>
    /// <param name="sealKey">32 bytes; the keys of sealed values derive from it with the skill's id. Empty for an organisation that was made before values were sealed: then it derives from the label key.</param>
    /// <exception cref="ArgumentException">A key has another length.</exception>
    public MaskingKeys(ReadOnlyMemory<byte> labelKey, IReadOnlyCollection<FingerprintKey> fingerprintKeys, ReadOnlyMemory<byte> sealKey = default)
    {
        ArgumentNullException.ThrowIfNull(fingerprintKeys);
        if (labelKey.Length != KeyBytes || fingerprintKeys.Count == 0 || fingerprintKeys.Any(key => key.Key.Length != KeyBytes) || sealKey.Length is not (0 or KeyBytes))
            throw new ArgumentException($"Label key, fingerprint keys and seal key have {KeyBytes} bytes each.");
        LabelKey = labelKey.ToArray();
        _fingerprintKeys = [.. fingerprintKeys.OrderBy(key => key.Month).Select(key => (key.Month, key.Key.ToArray()))];
        SealKey = sealKey.IsEmpty ? HKDF.DeriveKey(HashAlgorithmName.SHA256, LabelKey, KeyBytes, info: "saasgate seal key"u8.ToArray()) : sealKey.ToArray();
    }

    /// <summary>Keys that nobody else has and that end with the process.</summary>
    internal static MaskingKeys Passing() => new(RandomNumberGenerator.GetBytes(KeyBytes), RandomNumberGenerator.GetBytes(KeyBytes));

    internal byte[] LabelKey { get; }

    /// <summary>Those of all months that are known.</summary>
    internal IEnumerable<byte[]> FingerprintKeys => _fingerprintKeys.Select(key => key.Key);

    internal byte[] SealKey { get; }

    /// <summary>The key for what is seen at an instant; the same array as long as it is the same key.</summary>
    internal byte[] FingerprintKeyAt(DateTimeOffset at)
    {
        var month = FingerprintKey.MonthOf(at);
        var found = _fingerprintKeys[0].Key;
        foreach (var (from, key) in _fingerprintKeys)
        {
            if (from > month)
                break;
            found = key;
        }

        return found;
    }
}
