namespace SaaSGate.ControlPlane.Vault;

/// <summary>
/// Where a master key comes from: the seam for a key management service. What it gives stays in this process's memory; nothing that the
/// product writes has it.
/// </summary>
internal interface IMasterKeySource
{
    /// <summary>What messages call it: never the key.</summary>
    string Description { get; }

    /// <summary>The key of 32 bytes; null when there is none.</summary>
    /// <exception cref="VaultException">There is something else, or it cannot be read.</exception>
    Task<byte[]?> ReadAsync(CancellationToken cancellationToken);

    /// <summary>The key, made where the source can make one.</summary>
    /// <exception cref="VaultException">There is none, and the source makes none.</exception>
    Task<byte[]> ReadOrCreateAsync(CancellationToken cancellationToken);
}
