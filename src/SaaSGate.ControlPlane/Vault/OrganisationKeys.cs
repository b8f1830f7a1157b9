using System.Security.Cryptography;

namespace SaaSGate.ControlPlane.Vault;

/// <summary>The keys that an organisation's gateways derive labels, fingerprints, digests and sealed values with, 32 bytes each.</summary>
/// <param name="Label">Labels of masked values.</param>
/// <param name="Fingerprint">Fingerprints of before each month had a key of its own; look-ups still try it.</param>
/// <param name="Digest">Digests of requests, to which approvals are bound.</param>
/// <param name="Seal">Sealed values. Empty for an organisation that was made before there were any: then gateways derive it from the label key.</param>
public sealed record OrganisationKeys(byte[] Label, byte[] Fingerprint, byte[] Digest, byte[] Seal)
{
    private const int KeyBytes = 32;

    /// <summary>New keys.</summary>
    public static OrganisationKeys Create() =>
        new(RandomNumberGenerator.GetBytes(KeyBytes), RandomNumberGenerator.GetBytes(KeyBytes), RandomNumberGenerator.GetBytes(KeyBytes), RandomNumberGenerator.GetBytes(KeyBytes));

    /// <summary>Seals them for <c>tenant.organisations.keys_sealed</c>.</summary>
    public byte[] SealedBy(KeyVault vault, string organisationId)
    {
        ArgumentNullException.ThrowIfNull(vault);
        return vault.Seal(VaultPurpose.OrganisationKeys(organisationId), [.. Label, .. Fingerprint, .. Digest, .. Seal]);
    }

    /// <summary>Opens what <see cref="SealedBy"/> made.</summary>
    /// <exception cref="CryptographicException">Sealed for another organisation, or changed.</exception>
    public static OrganisationKeys OpenedBy(KeyVault vault, string organisationId, ReadOnlySpan<byte> sealedKeys)
    {
        ArgumentNullException.ThrowIfNull(vault);
        var keys = vault.Open(VaultPurpose.OrganisationKeys(organisationId), sealedKeys);
        return keys.Length is 3 * KeyBytes or 4 * KeyBytes
            ? new(keys[..KeyBytes], keys[KeyBytes..(2 * KeyBytes)], keys[(2 * KeyBytes)..(3 * KeyBytes)], keys[(3 * KeyBytes)..])
            : throw new CryptographicException("The organisation's keys are not three or four of 32 bytes.");
    }

    /// <summary>Says nothing of the keys.</summary>
    public override string ToString() => nameof(OrganisationKeys);
}
