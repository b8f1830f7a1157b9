namespace SaaSGate.Postgres.Regions;

/// <summary>
/// The two rows that an installation makes once: its keystore, and its certificate authority. When two
/// processes start at the same time the first row stays, and both get it.
/// </summary>
public sealed class InstallationStore(PlatformDatabase platform)
{
    /// <summary>The stored keystore, or null at the very first start.</summary>
    public async Task<StoredKeystore?> FindKeystoreAsync(CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.FirstAsync<StoredKeystore>("select canary, root_sealed from platform.keystore", null, cancellationToken);
    }

    /// <summary>Stores a keystore unless there is one, and returns the one that is stored.</summary>
    public async Task<StoredKeystore> GetOrAddKeystoreAsync(StoredKeystore keystore, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keystore);
        await using (var connection = await platform.OpenAsync(cancellationToken))
        {
            await connection.RunAsync(
                "insert into platform.keystore (canary, root_sealed) values (@canary, @rootSealed) on conflict do nothing",
                new { canary = keystore.Canary, rootSealed = keystore.RootSealed }, cancellationToken);
        }

        return await FindKeystoreAsync(cancellationToken) ?? throw new InvalidOperationException("The keystore was removed while it was being read.");
    }

    /// <summary>The stored authority, or null at the very first start.</summary>
    public async Task<StoredAuthority?> FindAuthorityAsync(CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.FirstAsync<StoredAuthority>("select certificate, private_key_sealed from platform.authority", null, cancellationToken);
    }

    /// <summary>Stores an authority unless there is one, and returns the one that is stored.</summary>
    public async Task<StoredAuthority> GetOrAddAuthorityAsync(StoredAuthority authority, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(authority);
        await using (var connection = await platform.OpenAsync(cancellationToken))
        {
            await connection.RunAsync(
                "insert into platform.authority (certificate, private_key_sealed) values (@certificate, @privateKeySealed) on conflict do nothing",
                new { certificate = authority.Certificate, privateKeySealed = authority.PrivateKeySealed }, cancellationToken);
        }

        return await FindAuthorityAsync(cancellationToken) ?? throw new InvalidOperationException("The authority was removed while it was being read.");
    }
}
