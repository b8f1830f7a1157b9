using System.Security.Cryptography;
using System.Text;

namespace SaaSGate.Postgres.Tokens;

/// <summary>Remembers which client assertions were used, until they are over by themselves.</summary>
/// <param name="platform">The database.</param>
/// <param name="clock">Decides what is over.</param>
public sealed class UsedAssertionStore(PlatformDatabase platform, TimeProvider clock)
{
    /// <summary>Uses an assertion.</summary>
    /// <param name="clientId">Whose.</param>
    /// <param name="jti">Its <c>jti</c>.</param>
    /// <param name="expiresAt">When it is over, the leeway for clocks included.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when it was used before.</returns>
    public async Task<bool> UseAsync(string clientId, string jti, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenRepeatingAsync(cancellationToken);
        return await connection.RunAsync(
            "insert into platform.used_assertions (client_id, jti_hash, expires_at) values (@clientId, @hash, @expiresAt) on conflict do nothing",
            new { clientId, hash = SHA256.HashData(Encoding.UTF8.GetBytes(jti)), expiresAt }, cancellationToken) == 1;
    }

    /// <summary>Forgets those that are over.</summary>
    public async Task<int> PurgeAsync(CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.RunAsync("delete from platform.used_assertions where expires_at < @now", new { now = clock.GetUtcNow() }, cancellationToken);
    }
}
