using System.Security.Cryptography;

namespace SaaSGate.ControlPlane.Vault;

/// <summary>The keys that an organisation's gateways derive labels, digests and sealed values with. Fingerprints have keys of their months, 32 bytes each.</summary>
/// <param name="Label">Labels of masked values.</param>
/// <param name="Digest">Digests of requests, to which approvals are bound.</param>
/// <param name="Seal">Sealed values.</param>
public sealed record OrganisationKeys(byte[] Label, byte[] Digest, byte[] Seal)
{
    private const int KeyBytes = 32;

    /// <summary>New keys.</summary>
    public static OrganisationKeys Create() =>
        new(RandomNumberGenerator.GetBytes(KeyBytes), RandomNumberGenerator.GetBytes(KeyBytes), RandomNumberGenerator.GetBytes(KeyBytes));

    /// <summary>Seals them for <c>tenant.organisations.keys_sealed</c>.</summary>
    public byte[] SealedBy(KeyVault vault, string organisationId)
    {
        ArgumentNullException.ThrowIfNull(vault);
        return vault.Seal(VaultPurpose.OrganisationKeys(organisationId), [.. Label, .. Digest, .. Seal]);
    }

    /// <summary>Opens what <see cref="SealedBy"/> made.</summary>
    /// <exception cref="CryptographicException">Sealed for another organisation, or changed.</exception>
    public static OrganisationKeys OpenedBy(KeyVault vault, string organisationId, ReadOnlySpan<byte> sealedKeys)
    {
        ArgumentNullException.ThrowIfNull(vault);
        var keys = vault.Open(VaultPurpose.OrganisationKeys(organisationId), sealedKeys);
        return keys.Length == 3 * KeyBytes
            ? new(keys[..KeyBytes], keys[KeyBytes..(2 * KeyBytes)], keys[(2 * KeyBytes)..])
            : throw new CryptographicException("The organisation's keys are not three of 32 bytes.");
    }

    /// <summary>Says nothing of the keys.</summary>
    public override string ToString() => nameof(OrganisationKeys);
}
