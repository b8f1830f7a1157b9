using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;
using SaaSGate.Postgres.Regions;
using Lock = SaaSGate.Contracts.Ids.Lock;

namespace SaaSGate.Postgres.Tokens;

/// <summary>Stops of single tokens, each until its token would have ended. Of a client a bounded number stands at once: each is an entry of the log that all gateways follow.</summary>
/// <param name="tenants">The database.</param>
/// <param name="stops">Where stops are written.</param>
/// <param name="clock">Gives locks their ids.</param>
public sealed class TokenStopStore(TenantDatabase tenants, StopStore stops, TimeProvider clock)
{
    /// <summary>Stops of a client's tokens that stand at once.</summary>
    public const int MostStanding = 100;

    /// <summary>Stops a token. One that is stopped already stays as it is.</summary>
    /// <param name="token">The token.</param>
    /// <param name="client">Whose it is, and who says so.</param>
    /// <param name="endsAt">When it would have ended.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Feed events; and when there is room again, where there is none and nothing was stopped.</returns>
    public Task<(IReadOnlyList<FeedAppended> Feeds, DateTimeOffset? FullUntil)> StopAsync(
        StopTarget token, Actor client, DateTimeOffset endsAt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(client);
        return tenants.InTenantAsync<(IReadOnlyList<FeedAppended>, DateTimeOffset?)>(token.Organisation, async connection =>
        {
            var who = new { organisation = token.Organisation.Value, client = client.Id, token = token.TargetId };

            // One at a time, or each would see room that the others take.
            await connection.RunAsync("select pg_advisory_xact_lock(hashtextextended('revoked tokens of ' || @client, 0))", who, cancellationToken);
            var standing = await connection.FirstAsync<Standing>(
                """
                select count(*) as count, min(expires_at) as room_at, coalesce(bool_or(target_id = @token), false) as is_stopped from tenant.locks
                where organisation_id = @organisation and created_by = @client and kind = 'credential' and lifted_at is null and expires_at > now()
                """,
                who, cancellationToken);
            if (standing!.IsStopped)
                return ([], null);
            if (standing.Count >= MostStanding)
                return ([], standing.RoomAt);
            var stopped = await stops.AddLockAsync(
                connection, token, Id<Lock>.New(clock).Value, "The token was revoked.", new LockTerms(LockTerms.Admins, endsAt), client, cancellationToken);
            return (stopped.Feeds, null);
        }, cancellationToken);
    }

    private sealed record Standing(long Count, DateTimeOffset? RoomAt, bool IsStopped);
}
