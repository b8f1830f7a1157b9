namespace SaaSGate.Postgres.Proof;

/// <summary>The keys that the installation signs with: one at a time, and all that were.</summary>
/// <param name="platform">The database.</param>
public sealed class SigningKeyStore(PlatformDatabase platform)
{
    private const string Columns = "id, public_key, private_key_sealed, created_at, retired_at";

    /// <summary>Every key, the oldest first.</summary>
    public async Task<List<StoredSigningKey>> ListAsync(CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.ListAsync<StoredSigningKey>($"select {Columns} from platform.signing_keys order by created_at, id", null, cancellationToken);
    }

    /// <summary>The present key; null before the first.</summary>
    public async Task<StoredSigningKey?> FindCurrentAsync(CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.FirstAsync<StoredSigningKey>($"select {Columns} from platform.signing_keys where retired_at is null", null, cancellationToken);
    }

    /// <summary>Stores the first key, unless there is one, and returns the present one.</summary>
    public async Task<StoredSigningKey> GetOrAddAsync(StoredSigningKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        await using (var connection = await platform.OpenAsync(cancellationToken))
            await connection.RunAsync(Insert + " on conflict do nothing", Values(key), cancellationToken);
        return await FindCurrentAsync(cancellationToken) ?? throw new InvalidOperationException("The signing key was removed while it was being read.");
    }

    /// <summary>Retires the present key, whose private half is destroyed, and stores the next.</summary>
    public Task RotateAsync(StoredSigningKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        return platform.InTransactionAsync(async connection =>
        {
            // What is being signed with it is waited for, and seen by the next statement. Other processes' clocks may be ahead of this one's.
            await connection.RunAsync("select from platform.signing_keys where retired_at is null for update", null, cancellationToken);
            await connection.RunAsync(
                """
                update platform.signing_keys
                set retired_at = greatest(@at, created_at, signed_until, (select max(c.at) from tenant.checkpoints c where c.key_id = signing_keys.id)), private_key_sealed = null where retired_at is null
                """,
                new { at = key.CreatedAt }, cancellationToken);
            return await connection.RunAsync(Insert, Values(key), cancellationToken);
        }, cancellationToken);
    }

    /// <summary>Notes that a key signed something of a time, which is no checkpoint: it is retired no earlier. A time yet to come, beyond what clocks are apart, keeps no key.</summary>
    /// <returns>False when it is the present one no more: then another is to sign.</returns>
    public async Task<bool> HasSignedAsync(string keyId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.RunAsync(
            "update platform.signing_keys set signed_until = greatest(signed_until, least(@at, clock_timestamp() + interval '5 minutes')) where id = @keyId and retired_at is null", new { keyId, at }, cancellationToken) == 1;
    }

    private const string Insert =
        "insert into platform.signing_keys (id, public_key, private_key_sealed, created_at) values (@id, @publicKey, @privateKeySealed, @createdAt)";

    private static object Values(StoredSigningKey key) =>
        new { id = key.Id, publicKey = key.PublicKey, privateKeySealed = key.PrivateKeySealed, createdAt = key.CreatedAt };
}
