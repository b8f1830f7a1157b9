using System.Text.Json;
using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Contracts.Tokens;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;
using SaaSGate.Postgres.Regions;
using SaaSGate.Postgres.Skills;

namespace SaaSGate.Postgres.Tokens;

/// <summary>Issuers that an organisation trusts, and what for.</summary>
/// <param name="tenants">The database.</param>
/// <param name="stops">What no longer stands for a skill is a stop.</param>
/// <param name="clock">Gives audit entries their time.</param>
public sealed class TrustedIssuerStore(TenantDatabase tenants, StopStore stops, TimeProvider clock)
{
    /// <summary>How many an organisation may trust, and how many mappings each may have: gateways hold all of them.</summary>
    public const int MostIssuers = 50, MostMappings = 200;

    /// <summary>Issuers, by name.</summary>
    public Task<List<TrustedIssuerView>> ListAsync(Id<Organisation> organisation, CancellationToken cancellationToken) => ReadAsync(organisation, null, cancellationToken);

    /// <summary>An issuer; null where there is none.</summary>
    public async Task<TrustedIssuerView?> FindAsync(Id<Organisation> organisation, Id<TrustedIssuer> issuer, CancellationToken cancellationToken) =>
        (await ReadAsync(organisation, issuer.Value, cancellationToken)).FirstOrDefault();

    /// <summary>What stands for a skill.</summary>
    public Task<List<IssuerMappingView>> ListOfSkillAsync(Id<Organisation> organisation, Id<Skill> skill, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => MappingsAsync(connection, null, skill.Value, cancellationToken), cancellationToken);

    /// <summary>Trusts an issuer.</summary>
    /// <returns>Added; Taken where the name, or issuer and audience, are; Full where there are as many as fit.</returns>
    public async Task<TrustResult> CreateAsync(Id<Organisation> organisation, NewTrustedIssuer create, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(actor);
        try
        {
            return await tenants.InTenantAsync(organisation, async connection =>
            {
                var added = await connection.RunAsync(
                    """
                    insert into tenant.trusted_issuers (organisation_id, id, name, issuer, audience, keys_address, created_at, created_by)
                    select @organisation, @id, @name, @issuer, @audience, @keysAddress, @now, @actor
                    where (select count(*) from tenant.trusted_issuers where organisation_id = @organisation and removed_at is null) < @most
                    """,
                    new
                    {
                        organisation = organisation.Value,
                        id = create.Id.Value,
                        name = create.Name,
                        issuer = create.Issuer,
                        audience = create.Audience,
                        keysAddress = create.KeysAddress,
                        now = clock.GetUtcNow(),
                        actor = actor.Id,
                        most = (long)MostIssuers,
                    },
                    cancellationToken);
                if (added == 0)
                    return TrustResult.Full;
                await connection.AuditAsync(
                    clock, actor, "issuer.trusted", create.Id.Value, new { name = create.Name, issuer = create.Issuer, audience = create.Audience }, cancellationToken);
                await connection.AppendViewAsync(cancellationToken);
                return TrustResult.Added;
            }, cancellationToken);
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return taken.ConstraintName == "trusted_issuers_one" ? TrustResult.Taken : TrustResult.NameTaken;
        }
    }

    /// <summary>Trusts an issuer no more: its mappings are stops.</summary>
    /// <returns>Events of feeds; null where there is no such issuer.</returns>
    public async Task<IReadOnlyList<FeedAppended>?> RemoveAsync(Id<Organisation> organisation, Id<TrustedIssuer> issuer, Actor actor, CancellationToken cancellationToken)
    {
        var parameters = new { organisation = organisation.Value, issuer = issuer.Value, now = clock.GetUtcNow() };
        var feeds = await tenants.InTenantAsync<List<FeedAppended>?>(organisation, async connection =>
        {
            if (await connection.RunAsync("update tenant.trusted_issuers set removed_at = @now where organisation_id = @organisation and id = @issuer and removed_at is null", parameters, cancellationToken) == 0)
                return null;
            await connection.AuditAsync(clock, actor, "issuer.removed", issuer.Value, null, cancellationToken);
            var mappings = await connection.ListAsync<IdRow>(
                "update tenant.issuer_mappings set removed_at = @now where organisation_id = @organisation and issuer_id = @issuer and removed_at is null returning id", parameters, cancellationToken);
            var appended = new List<FeedAppended>();
            foreach (var mapping in mappings)
                appended.AddRange((await stops.AddLockAsync(connection, new(organisation, StopKind.Credential, mapping.Id), "The issuer is trusted no more.", actor, cancellationToken)).Feeds);
            return appended;
        }, cancellationToken);
        if (feeds is not null)
            await tenants.InTenantAsync(organisation, connection => connection.AppendViewAsync(cancellationToken), cancellationToken);
        return feeds;
    }

    /// <summary>Lets tokens of an issuer stand for a skill.</summary>
    /// <returns>Added; Missing where there is no such issuer or skill; Full where there are as many as fit; Gone where the actor has left.</returns>
    public Task<TrustResult> MapAsync(
        Id<Organisation> organisation, Id<TrustedIssuer> issuer, Id<IssuerMapping> id, string skillId, IReadOnlyList<ClaimPattern> claims, Actor actor, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection =>
        {
            if (await connection.HoldAsync(skillId, actor, cancellationToken) is not CredentialOutcome.Made and var refused)
                return refused is CredentialOutcome.Gone ? TrustResult.Gone : TrustResult.Missing;
            var parameters = new
            {
                organisation = organisation.Value,
                issuer = issuer.Value,
                id = id.Value,
                skill = skillId,
                claims = JsonSerializer.Serialize(claims.Select(claim => new { claim.Name, claim.Pattern }), JsonSerializerOptions.Web),
                now = clock.GetUtcNow(),
                actor = actor.Id,
            };
            var there = await connection.ValueAsync<long?>(
                """
                select (select count(*) from tenant.issuer_mappings m where m.organisation_id = i.organisation_id and m.issuer_id = i.id and m.removed_at is null)
                from tenant.trusted_issuers i where i.organisation_id = @organisation and i.id = @issuer and i.removed_at is null for update
                """,
                parameters, cancellationToken);
            if (there is null)
                return TrustResult.Missing;
            if (there >= MostMappings)
                return TrustResult.Full;
            await connection.RunAsync(
                """
                insert into tenant.issuer_mappings (organisation_id, id, issuer_id, skill_id, claims, created_at, created_by)
                values (@organisation, @id, @issuer, @skill, @claims::jsonb, @now, @actor)
                """,
                parameters, cancellationToken);
            await connection.AuditAsync(clock, actor, "issuer.mapped", id.Value, new { issuerId = issuer.Value, skillId, claims }, cancellationToken);
            await connection.AppendViewAsync(cancellationToken);
            return TrustResult.Added;
        }, cancellationToken);

    /// <summary>Lets tokens stand for a skill no more: a stop.</summary>
    /// <returns>Events of feeds; null where there is no such mapping. Empty where it was removed already.</returns>
    public async Task<IReadOnlyList<FeedAppended>?> UnmapAsync(
        Id<Organisation> organisation, Id<TrustedIssuer> issuer, Id<IssuerMapping> mapping, Actor actor, CancellationToken cancellationToken)
    {
        var feeds = await tenants.InTenantAsync<IReadOnlyList<FeedAppended>?>(organisation, async connection =>
        {
            var parameters = new { organisation = organisation.Value, issuer = issuer.Value, mapping = mapping.Value, now = clock.GetUtcNow() };
            var removed = await connection.RunAsync(
                "update tenant.issuer_mappings set removed_at = @now where organisation_id = @organisation and issuer_id = @issuer and id = @mapping and removed_at is null",
                parameters, cancellationToken);
            if (removed == 1)
                return (await stops.AddLockAsync(connection, new(organisation, StopKind.Credential, mapping.Value), "The mapping was removed.", actor, cancellationToken)).Feeds;
            return await connection.ValueAsync<bool>(
                "select true from tenant.issuer_mappings where organisation_id = @organisation and issuer_id = @issuer and id = @mapping", parameters, cancellationToken) ? [] : null;
        }, cancellationToken);
        if (feeds is { Count: > 0 })
            await tenants.InTenantAsync(organisation, connection => connection.AppendViewAsync(cancellationToken), cancellationToken);
        return feeds;
    }

    private Task<List<TrustedIssuerView>> ReadAsync(Id<Organisation> organisation, string? issuer, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection =>
        {
            var issuers = await connection.ListAsync<IssuerRow>(
                """
                select id, name, issuer, audience, keys_address, jsonb_array_length(keys) as keys, keys_at, failure, created_at from tenant.trusted_issuers
                where organisation_id = @organisation and removed_at is null and (@issuer is null or id = @issuer) order by name
                """,
                new { organisation = organisation.Value, issuer }, cancellationToken);
            var mappings = (await MappingsAsync(connection, issuer, null, cancellationToken)).ToLookup(mapping => mapping.IssuerId);
            return issuers.ConvertAll(row => new TrustedIssuerView(
                row.Id, row.Name, row.Issuer, row.Audience, row.KeysAddress, row.Keys, row.KeysAt, row.Failure, row.CreatedAt, [.. mappings[row.Id]]));
        }, cancellationToken);

    private static async Task<List<IssuerMappingView>> MappingsAsync(NpgsqlConnection connection, string? issuer, string? skill, CancellationToken cancellationToken) =>
        (await connection.ListAsync<MappingRow>(
            """
            select m.id, m.issuer_id, i.name as issuer_name, m.skill_id, s.name as skill_name, m.claims::text as claims, m.created_at, m.last_used_at
            from tenant.issuer_mappings m
            join tenant.trusted_issuers i on i.organisation_id = m.organisation_id and i.id = m.issuer_id
            join tenant.skills s on s.organisation_id = m.organisation_id and s.id = m.skill_id
            where m.organisation_id = tenant.current_organisation() and m.removed_at is null
              and (@issuer is null or m.issuer_id = @issuer) and (@skill is null or m.skill_id = @skill) order by m.id
            """,
            new { issuer, skill }, cancellationToken)).ConvertAll(row => new IssuerMappingView(
                row.Id, row.IssuerId, row.IssuerName, new(row.SkillId, row.SkillName), IssuerReads.ClaimsOf(row.Claims), row.CreatedAt, row.LastUsedAt));

    private sealed record IdRow(string Id);

    private sealed record IssuerRow(
        string Id, string Name, string Issuer, string Audience, string? KeysAddress, int Keys, DateTimeOffset? KeysAt, string? Failure, DateTimeOffset CreatedAt);

    private sealed record MappingRow(string Id, string IssuerId, string IssuerName, string SkillId, string SkillName, string Claims, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt);
}
