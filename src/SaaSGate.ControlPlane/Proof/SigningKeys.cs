using SaaSGate.Contracts.Proof;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Postgres.Proof;

namespace SaaSGate.ControlPlane.Proof;

/// <summary>The key that the installation signs history with. The first is made when it is needed first; private halves lie sealed under the master key.</summary>
public sealed class SigningKeys(SigningKeyStore store, KeyVault vault, TimeProvider clock)
{
    /// <summary>The present key. The caller disposes it.</summary>
    public async Task<Signer> CurrentAsync(CancellationToken cancellationToken)
    {
        if (await store.FindCurrentAsync(cancellationToken) is not { } current)
        {
            using var first = Signer.Create();
            current = await store.GetOrAddAsync(Stored(first), cancellationToken);
        }

        return Signer.Import(vault.Open(VaultPurpose.SigningKey(current.Id), current.PrivateKeySealed));
    }

    /// <summary>Notes that a key signed something of a time, which is no checkpoint.</summary>
    /// <returns>False when it was retired meanwhile: then the next one is to sign.</returns>
    public Task<bool> HasSignedAsync(Signer key, DateTimeOffset at, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        return store.HasSignedAsync(key.KeyId, at, cancellationToken);
    }

    /// <summary>Retires the present key for a new one: what the old one signed stays provable, and it signs nothing more.</summary>
    /// <returns>The new key's id.</returns>
    public async Task<string> RotateAsync(CancellationToken cancellationToken)
    {
        using var next = Signer.Create();
        await store.RotateAsync(Stored(next), cancellationToken);
        return next.KeyId;
    }

    /// <summary>All keys, the oldest first.</summary>
    public async Task<IReadOnlyList<PublicKey>> HistoryAsync(CancellationToken cancellationToken) =>
        [.. (await store.ListAsync(cancellationToken)).Select(key => PublicKey.Of(key.PublicKey, key.CreatedAt, key.RetiredAt))];

    private StoredSigningKey Stored(Signer key) =>
        new(key.KeyId, key.PublicKey, vault.Seal(VaultPurpose.SigningKey(key.KeyId), key.Export()), clock.GetUtcNow(), null);
}
