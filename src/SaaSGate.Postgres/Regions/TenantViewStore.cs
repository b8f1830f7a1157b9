using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Tokens;
using SkillClientView = SaaSGate.Contracts.RegionLink.SkillClientView;

namespace SaaSGate.Postgres.Regions;

/// <summary>Reads what gateways need of organisations.</summary>
/// <param name="platform">Which organisations changed, for which region.</param>
/// <param name="tenants">What they look like.</param>
public sealed class TenantViewStore(PlatformDatabase platform, TenantDatabase tenants)
{
    /// <summary>What a gateway that has seen the view log up to a position must still get.</summary>
    /// <param name="regionId">Its region.</param>
    /// <param name="after">0 for all organisations of the region.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ViewDelta> ReadDeltaAsync(string regionId, long after, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);

        // The head first: whatever it counts is in what is read after it.
        batch.Add("select position from platform.log_heads where log = 'view'");
        batch.Add("""
            select r.organisation_id, r.removed_at is not null, coalesce(v.position, 0)
            from platform.region_organisations r
            left join lateral (
                select max(position) as position from platform.view_log v where v.organisation_id = r.organisation_id) v on true
            where r.region_id = $1 and case $2 when 0 then r.removed_at is null else v.position > $2 end
            order by r.organisation_id
            """, regionId, after);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var head = reader.GetInt64(0);
        await reader.NextResultAsync(cancellationToken);
        var rows = await reader.RestAsync(row => (Id: row.GetString(0), Removed: row.GetBoolean(1), Version: row.GetInt64(2)), cancellationToken);
        return new(
            Math.Max(head, after),
            [.. rows.Where(row => !row.Removed).Select(row => new ViewDelta.Organisation(row.Id, row.Version))],
            [.. rows.Where(row => row.Removed).Select(row => row.Id)]);
    }

    /// <summary>
    /// One organisation as a region's gateways see it; null when it is gone. What has expired stays in it for a week: the gateway
    /// refuses it as expired, which says what to do, and only then as unknown.
    /// </summary>
    public Task<TenantContent?> ReadAsync(Id<Organisation> organisation, string regionId, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection =>
        {
            await using var batch = new NpgsqlBatch(connection);
            batch.Add("select slug, keys_sealed from tenant.organisations where organisation_id = $1", organisation.Value);
            batch.Add("""
                select id, name, base_url, credential_sealed, credential_kind from tenant.connections
                where organisation_id = $1 and removed_at is null and (regions = '{}' or $2 = any (regions)) order by id
                """, organisation.Value, regionId);
            batch.Add("""
                select s.id, s.name, s.owner_user_id, coalesce(m.display_name, s.owner_user_id), s.connection_id, s.labels, s.expires_at,
                    k.ids, k.hashes, k.expiries, k.networks, l.ids, l.expiries
                from tenant.skills s
                join tenant.connections c on c.organisation_id = s.organisation_id and c.id = s.connection_id and (c.regions = '{}' or $2 = any (c.regions))
                left join tenant.members m on m.organisation_id = s.organisation_id and m.user_id = s.owner_user_id
                cross join lateral (
                    select coalesce(array_agg(k.id order by k.id), '{}') as ids, coalesce(array_agg(k.hash order by k.id), '{}') as hashes,
                        coalesce(array_agg(k.expires_at order by k.id), '{}') as expiries,
                        coalesce(array_agg(array_to_string(k.networks, ' ') order by k.id), '{}') as networks
                    from tenant.skill_keys k
                    where k.organisation_id = s.organisation_id and k.skill_id = s.id and k.revoked_at is null and k.expires_at > now() - interval '7 days') k
                cross join lateral (
                    select coalesce(array_agg(l.id order by l.id), '{}') as ids, coalesce(array_agg(l.expires_at order by l.id), '{}') as expiries
                    from tenant.skill_clients l
                    where l.organisation_id = s.organisation_id and l.skill_id = s.id and l.revoked_at is null and l.expires_at > now() - interval '7 days') l
                where s.organisation_id = $1 and s.status = 'active' and s.expires_at > now() - interval '7 days' order by s.id
                """, organisation.Value, regionId);
            batch.Add("""
                select p.id, p.name, coalesce(v.version, 0), coalesce(v.document, ''), p.scope, coalesce(d.version, 0), coalesce(d.document, '') from tenant.policies p
                left join tenant.policy_versions v on v.organisation_id = p.organisation_id and v.policy_id = p.id and v.version = p.active_version
                left join tenant.policy_versions d on d.organisation_id = p.organisation_id and d.policy_id = p.id and d.version = p.shadow_version
                where p.organisation_id = $1 and p.archived_at is null and coalesce(v.version, d.version) is not null order by p.id
                """, organisation.Value);

            SkillUseReads.Add(batch, organisation.Value);

            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            if (!await reader.ReadAsync(cancellationToken))
                return null;
            var (slug, keys) = (reader.GetString(0), reader.GetFieldValue<byte[]>(1));
            await reader.NextResultAsync(cancellationToken);
            var connections = await reader.RestAsync(
                row => new TenantContent.Connection(row.GetString(0), row.GetString(1), row.GetString(2), row.GetFieldValue<byte[]>(3), row.GetString(4)), cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            var skills = await reader.RestAsync(SkillOf, cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            var policies = await reader.RestAsync(PolicyOf, cancellationToken);
            var uses = await SkillUseReads.ReadAsync(reader, skills, cancellationToken);
            await reader.CloseAsync();
            return new TenantContent(organisation.Value, slug, keys, connections, skills, policies, uses, await IssuerReads.ReadAsync(connection, null, cancellationToken));
        }, cancellationToken);

    private static PolicyView PolicyOf(NpgsqlDataReader row) => new()
    {
        Id = row.GetString(0),
        Name = row.GetString(1),
        Version = (ulong)row.GetInt64(2),
        Document = row.GetString(3),
        Scope = row.GetString(4),
        ShadowVersion = (ulong)row.GetInt64(5),
        ShadowDocument = row.GetString(6),
    };

    private static SkillView SkillOf(NpgsqlDataReader row)
    {
        var skill = new SkillView
        {
            Id = row.GetString(0),
            Name = row.GetString(1),
            OwnerUserId = row.GetString(2),
            OwnerName = row.GetString(3),
            ConnectionId = row.GetString(4),
            ExpiresAt = UnixMicroseconds.Of(row.GetFieldValue<DateTimeOffset>(6)),
        };
        skill.Labels.Add(row.GetFieldValue<string[]>(5));
        var (ids, hashes, expiries, networks) = (row.GetFieldValue<string[]>(7), row.GetFieldValue<byte[][]>(8), row.GetFieldValue<DateTimeOffset[]>(9), row.GetFieldValue<string[]>(10));
        for (var i = 0; i < ids.Length; i++)
        {
            skill.Keys.Add(new SkillKeyView
            {
                Id = ids[i],
                Hash = Google.Protobuf.ByteString.CopyFrom(hashes[i]),
                ExpiresAt = UnixMicroseconds.Of(expiries[i]),
                Networks = { networks[i].Split(' ', StringSplitOptions.RemoveEmptyEntries) },
            });
        }

        var (clients, ends) = (row.GetFieldValue<string[]>(11), row.GetFieldValue<DateTimeOffset[]>(12));
        for (var i = 0; i < clients.Length; i++)
            skill.Clients.Add(new SkillClientView { Id = clients[i], ExpiresAt = UnixMicroseconds.Of(ends[i]) });
        return skill;
    }
}
