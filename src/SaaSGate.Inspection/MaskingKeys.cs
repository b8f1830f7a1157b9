namespace SaaSGate.Inspection;

/// <summary>An organisation's keys for what findings leave behind.</summary>
public sealed class MaskingKeys
{
    /// <summary>Length of each key in bytes.</summary>
    public const int KeyBytes = 32;

    /// <summary>Copies both keys.</summary>
    /// <param name="labelKey">32 bytes; labels derive from it with the skill's id.</param>
    /// <param name="fingerprintKey">32 bytes, of the current month; fingerprints derive from it.</param>
    /// <exception cref="ArgumentException">A key has another length.</exception>
    public MaskingKeys(ReadOnlyMemory<byte> labelKey, ReadOnlyMemory<byte> fingerprintKey)
    {
        if (labelKey.Length != KeyBytes || fingerprintKey.Length != KeyBytes)
            throw new ArgumentException($"Label key and fingerprint key have {KeyBytes} bytes each.");
        (LabelKey, FingerprintKey) = (labelKey.ToArray(), fingerprintKey.ToArray());
    }

    internal byte[] LabelKey { get; }

    internal byte[] FingerprintKey { get; }
}
