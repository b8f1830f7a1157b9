using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.Postgres.Regions;

/// <summary>Gateways: how they join, renew and are shut out.</summary>
/// <param name="platform">The database.</param>
public sealed class GatewayStore(PlatformDatabase platform)
{
    /// <summary>How many stops one read returns at most; as a message they stay under 64 KB.</summary>
    public const int StopsPerRead = 250;

    private const string ViewSql = """
        select case when $1 = 0 then (select position from platform.log_heads where log = 'view')
                 else coalesce((
                    select max(v.position) from platform.view_log v
                    join platform.region_organisations r on r.organisation_id = v.organisation_id and r.region_id = $2
                    where v.position > $1), $1) end
        """;

    // Who starts from nothing needs only the locks that hold. Everyone else also needs to hear what was lifted.
    private const string StopsSql = """
        select s.position, s.organisation_id, s.kind, s.target_id, s.lock_id, s.lifted
        from platform.stop_log s
        join platform.region_organisations r on r.organisation_id = s.organisation_id and r.region_id = $2 and r.removed_at is null
        where s.position > $1 and ($3 or (not s.lifted and not exists (select from platform.stop_log l where l.lock_id = s.lock_id and l.lifted)))
        order by s.position limit $4
        """;

    // A spool has gone back when its head is behind what was told before, or is another record at the same place, or, of a spool that was not the last one, is behind
    // what was taken in of it: then what is known of it stays, for the next renewal to be judged by. While a gateway goes on with one spool, records can be taken in that are
    // newer than a renewal under way: there the gateway itself judges by what is acknowledged. One that does not say which spool it is has the one it had.
    private const string HeadSql = """
        update platform.gateways g set last_seen_at = now(), spool_id = case when b.lost then g.spool_id else coalesce(nullif($4, ''), g.spool_id) end,
            spool_sequence = case when b.lost then g.spool_sequence else $2 end, spool_hash = case when b.lost then g.spool_hash else $3 end,
            spool_lost_at = case when b.lost then coalesce(g.spool_lost_at, now()) end
        from (
            select c.id, c.spool_lost_at is null as known, not s.same and c.spool_sequence > 0 as another,
                c.spool_id is distinct from $4 and $2 < coalesce(p.sequence, 0) or s.same and ($2 < c.spool_sequence or $2 = c.spool_sequence and coalesce(c.spool_hash <> $3, false)) as lost
            from platform.gateways c left join platform.ingest_positions p on p.gateway_id = c.id and p.spool_id = $4
            cross join lateral (
                select $4 = '' or coalesce($4 = c.spool_id, p.sequence is not null or $2 >= c.spool_sequence) as same) s
            where c.id = $1 for update of c) b
        where g.id = b.id and g.revoked_at is null
        returning b.lost, b.known and (b.lost or b.another)
        """;

    /// <summary>What is known of a join token; null when nobody made it.</summary>
    /// <param name="secretHash"><see cref="JoinToken.HashOf"/> of the secret.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<JoinTokenRow?> FindJoinTokenAsync(byte[] secretHash, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.FirstAsync<JoinTokenRow>(
            "select region_id, used_at is not null as used, expires_at <= now() as expired from platform.join_tokens where secret_hash = @secretHash",
            new { secretHash }, cancellationToken);
    }

    /// <summary>Uses up the token and records the gateway; false when the token was used or ran out in between.</summary>
    public Task<bool> JoinAsync(NewGateway gateway, byte[] secretHash, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(gateway);
        return platform.InTransactionAsync(async connection =>
        {
            var used = await connection.RunAsync(
                """
                update platform.join_tokens set used_at = now(), gateway_id = @id
                where secret_hash = @secretHash and region_id = @region and used_at is null and expires_at > now()
                """,
                new { id = gateway.Id.Value, secretHash, region = gateway.RegionId }, cancellationToken);
            if (used == 0)
                return false;
            await connection.RunAsync(
                """
                insert into platform.gateways (id, region_id, name, certificate_thumbprint, sealing_key)
                values (@id, @region, @name, @thumbprint, @sealingKey)
                """,
                new { id = gateway.Id.Value, region = gateway.RegionId, name = gateway.Name, thumbprint = gateway.CertificateThumbprint, sealingKey = gateway.SealingKey },
                cancellationToken);
            return true;
        }, cancellationToken);
    }

    /// <summary>The gateway with this certificate; null when it is unknown or revoked.</summary>
    public async Task<GatewayIdentity?> FindAsync(byte[] certificateThumbprint, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.FirstAsync<GatewayIdentity>(
            "select id, region_id, name, sealing_key from platform.gateways where certificate_thumbprint = @thumbprint and revoked_at is null",
            new { thumbprint = certificateThumbprint }, cancellationToken);
    }

    /// <summary>Shuts a gateway out for good: it is disconnected, and its certificate opens nothing any more.</summary>
    /// <returns>False when there is no such gateway, or it was revoked before.</returns>
    public Task<bool> RevokeAsync(Id<Gateway> gateway, CancellationToken cancellationToken) => platform.InTransactionAsync(async connection =>
        await connection.ValueAsync<string>(
            """
            with revoked as (update platform.gateways set revoked_at = now() where id = @id and revoked_at is null returning id)
            select pg_notify('saasgate_gateway', id)::text from revoked
            """,
            new { id = gateway.Value }, cancellationToken) is not null, cancellationToken);

    /// <summary>
    /// All that a lease needs, in one round trip: notes that the gateway lives, and reads how far its view must be and which stops
    /// it has not applied.
    /// </summary>
    /// <returns>Null when the gateway is revoked.</returns>
    public async Task<LeaseRead?> RenewAsync(GatewayIdentity gateway, LeaseRenewal renewal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(gateway);
        ArgumentNullException.ThrowIfNull(renewal);
        await using var connection = await platform.OpenAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(HeadSql, gateway.Id, (long)renewal.SpoolSequence, renewal.SpoolHash.ToByteArray(), renewal.SpoolId);

        // The heads first: whatever they count is in what is read after them.
        batch.Add(
            """
            select max(position) filter (where log = 'stop'), bool_or(position < case log when 'stop' then $1 when 'view' then $2 else 0 end)
            from platform.log_heads
            """, (long)renewal.StopPosition, (long)renewal.ViewPosition);
        batch.Add(ViewSql, (long)renewal.ViewPosition, gateway.RegionId);
        batch.Add(StopsSql, (long)renewal.StopPosition, gateway.RegionId, renewal.StopPosition > 0, StopsPerRead + 1);

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;
        var (lost, lossIsNew) = (reader.GetBoolean(0), reader.GetBoolean(1));
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var (head, ahead) = (reader.GetInt64(0), reader.GetBoolean(1));
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var view = reader.GetInt64(0);
        await reader.NextResultAsync(cancellationToken);
        return Lease(await reader.RestAsync(StopOf, cancellationToken), Math.Max(head, (long)renewal.StopPosition), view, ahead, lost, lossIsNew);
    }

    /// <summary>Goes on reading stops where a renewal had <see cref="LeaseRead.More"/>.</summary>
    /// <param name="regionId">The gateway's region.</param>
    /// <param name="read">What was read before.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<LeaseRead> ReadOnAsync(string regionId, LeaseRead read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        await using var connection = await platform.OpenAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(StopsSql, read.StopPosition, regionId, true, StopsPerRead + 1);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return Lease(await reader.RestAsync(StopOf, cancellationToken), read.StopPosition, read.ViewPosition, read.Ahead, read.SpoolLost, read.SpoolLossIsNew);
    }

    internal static Stop StopOf(NpgsqlDataReader row) => new()
    {
        Position = (ulong)row.GetInt64(0),
        OrganisationId = row.GetString(1),
        Kind = StopKinds.Parse(row.GetString(2)),
        TargetId = row.GetString(3),
        LockId = row.GetString(4),
        Lifted = row.GetBoolean(5),
    };

    private static LeaseRead Lease(List<Stop> stops, long head, long view, bool ahead, bool lost, bool lossIsNew)
    {
        var more = stops.Count > StopsPerRead;
        if (more)
            stops.RemoveAt(StopsPerRead);
        var last = stops.Count > 0 ? (long)stops[^1].Position : head;
        return new(more ? last : Math.Max(last, head), view, stops, more, ahead, lost, lossIsNew);
    }
}
