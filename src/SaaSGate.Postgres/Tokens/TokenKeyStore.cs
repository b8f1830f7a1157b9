using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Tokens;

/// <summary>The keys that sign tokens.</summary>
/// <param name="platform">The database.</param>
/// <param name="tenants">Gateways learn of a key with the view of each organisation.</param>
public sealed class TokenKeyStore(PlatformDatabase platform, TenantDatabase tenants)
{
    private const string Columns = "id, public_key, private_key_sealed, created_at, signs_from, signs_until";

    /// <summary>Every key that is kept, by the time from which it signs.</summary>
    public async Task<List<StoredTokenKey>> ListAsync(CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.ListAsync<StoredTokenKey>($"select {Columns} from platform.token_keys order by signs_from, id", null, cancellationToken);
    }

    /// <summary>Keeps a key, unless one that signs as long or longer came first; keys whose tokens are all over are deleted.</summary>
    /// <param name="key">The key.</param>
    /// <param name="overSince">Keys that signed until before this are deleted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it was kept.</returns>
    public Task<bool> AddAsync(StoredTokenKey key, DateTimeOffset overSince, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        return platform.InTransactionAsync(async connection =>
        {
            await connection.RunAsync("lock table platform.token_keys in share row exclusive mode", null, cancellationToken);
            await connection.RunAsync("delete from platform.token_keys where signs_until < @overSince", new { overSince }, cancellationToken);
            return await connection.RunAsync(
                $"""
                insert into platform.token_keys ({Columns}) select @id, @publicKey, @privateKeySealed, @createdAt, @signsFrom, @signsUntil
                where not exists (select from platform.token_keys where signs_until >= @signsUntil - interval '1 hour')
                """,
                new { id = key.Id, publicKey = key.PublicKey, privateKeySealed = key.PrivateKeySealed, createdAt = key.CreatedAt, signsFrom = key.SignsFrom, signsUntil = key.SignsUntil },
                cancellationToken) == 1;
        }, cancellationToken);
    }

    /// <summary>Sends the keys to the gateways of every organisation that a region serves, where one of them is new. What fails is done again by the next call.</summary>
    public async Task TellGatewaysAsync(CancellationToken cancellationToken)
    {
        List<Named> news, served;
        await using (var connection = await platform.OpenAsync(cancellationToken))
        {
            news = await connection.ListAsync<Named>("select id from platform.token_keys where not is_told", null, cancellationToken);
            if (news.Count == 0)
                return;
            served = await connection.ListAsync<Named>("select distinct organisation_id as id from platform.region_organisations where removed_at is null", null, cancellationToken);
        }

        foreach (var row in served)
        {
            if (Id<Organisation>.TryParse(row.Id, out var organisation))
                await tenants.InTenantAsync(organisation, connection => connection.AppendViewAsync(cancellationToken), cancellationToken);
        }

        await using (var connection = await platform.OpenAsync(cancellationToken))
            await connection.RunAsync("update platform.token_keys set is_told = true where id = any (@news)", new { news = news.Select(key => key.Id).ToArray() }, cancellationToken);
    }

    private sealed record Named(string Id);
}
