using System.Security.Cryptography;

namespace SaaSGate.Inspection;

/// <summary>An organisation's keys for what findings leave behind.</summary>
public sealed class MaskingKeys
{
    /// <summary>Length of each key in bytes.</summary>
    public const int KeyBytes = 32;

    /// <summary>Copies the keys.</summary>
    /// <param name="labelKey">32 bytes; labels derive from it with the skill's id.</param>
    /// <param name="fingerprintKey">32 bytes, of the current month; fingerprints derive from it.</param>
    /// <param name="sealKey">32 bytes; the keys of sealed values derive from it with the skill's id. Empty for an organisation that was made before values were sealed: then it derives from the label key.</param>
    /// <exception cref="ArgumentException">A key has another length.</exception>
    public MaskingKeys(ReadOnlyMemory<byte> labelKey, ReadOnlyMemory<byte> fingerprintKey, ReadOnlyMemory<byte> sealKey = default)
    {
        if (labelKey.Length != KeyBytes || fingerprintKey.Length != KeyBytes || sealKey.Length is not (0 or KeyBytes))
            throw new ArgumentException($"Label key, fingerprint key and seal key have {KeyBytes} bytes each.");
        (LabelKey, FingerprintKey) = (labelKey.ToArray(), fingerprintKey.ToArray());
        SealKey = sealKey.IsEmpty ? HKDF.DeriveKey(HashAlgorithmName.SHA256, LabelKey, KeyBytes, info: "saasgate seal key"u8.ToArray()) : sealKey.ToArray();
    }

    internal byte[] LabelKey { get; }

    internal byte[] FingerprintKey { get; }

    internal byte[] SealKey { get; }
}
