using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Connections;

/// <summary>Connections. The credential leaves only sealed to a gateway; nothing here reads it back.</summary>
/// <param name="tenants">The database.</param>
/// <param name="clock">Gives audit entries their time.</param>
public sealed class ConnectionStore(TenantDatabase tenants, TimeProvider clock)
{
    /// <summary>How long a connection must not have been used before it can be removed.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(10);

    private const string Columns = """
        id, name, base_url, credential_hint, regions, created_at, credential_kind, credential_since, credential_checked_at, credential_check, previous_kind, previous_hint,
        previous_since, version, id in (select b.id from tenant.beyond_plan('connections') b) as beyond_plan
        """;

    /// <summary>Connections, by name.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="after">Name of the last one known; null for the first.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<List<ConnectionView>> ListAsync(Id<Organisation> organisation, string? after, int limit, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<ConnectionView>(
            $"""
            select {Columns} from tenant.connections
            where organisation_id = @organisation and removed_at is null and (@after is null or name > @after)
            order by name limit @limit
            """,
            new { organisation = organisation.Value, after, limit }, cancellationToken), cancellationToken);

    /// <summary>A connection; null when it is not there.</summary>
    public Task<ConnectionView?> FindAsync(Id<Organisation> organisation, string id, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => FindAsync(connection, organisation, id, cancellationToken), cancellationToken);

    /// <summary>Registers a connection; gateways follow. Null when the name is taken.</summary>
    public async Task<ConnectionView?> CreateAsync(Id<Organisation> organisation, NewConnection create, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(create);
        try
        {
            return await tenants.InTenantAsync(organisation, async connection =>
            {
                await connection.RunAsync(
                    """
                    insert into tenant.connections (organisation_id, id, name, base_url, credential_sealed, credential_hint, regions)
                    values (@organisation, @id, @name, @baseUrl, @sealed, @hint, @regions)
                    """,
                    new
                    {
                        organisation = organisation.Value,
                        id = create.Id.Value,
                        name = create.Name,
                        baseUrl = create.BaseUrl,
                        @sealed = create.CredentialSealed,
                        hint = create.CredentialHint,
                        regions = create.Regions.ToArray(),
                    },
                    cancellationToken);
                await connection.AuditAsync(clock, actor, "connection.created", create.Id.Value, new { name = create.Name, baseUrl = create.BaseUrl }, cancellationToken);
                await connection.AppendViewAsync(cancellationToken);
                return await FindAsync(connection, organisation, create.Id.Value, cancellationToken);
            }, cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return null;
        }
    }

    /// <summary>What the newest recordings of the last days tell of a connection.</summary>
    public Task<IReadOnlyList<ConnectionSign>> ReadSignsAsync(Id<Organisation> organisation, string id, CancellationToken cancellationToken) =>
        tenants.InTenantAsync<IReadOnlyList<ConnectionSign>>(organisation, async connection =>
        {
            // Ids of exchanges grow with time. Among so many of the newest the connection is found, or has little to say.
            var ended = await connection.ListAsync<Ended>(
                """
                select n.ended_at, n.outcome, n.problem, n.status from (
                    select e.connection_id, e.ended_at, e.outcome, e.problem, e.status from tenant.exchanges e
                    where e.organisation_id = @organisation and e.started_at > now() - interval '7 days' order by e.id desc limit 1000) n
                where n.connection_id = @id and n.outcome is not null and n.ended_at is not null
                """,
                new { organisation = organisation.Value, id }, cancellationToken);
            return [.. ended.Select(row => ConnectionSign.Of(organisation.Value, id, row.EndedAt, row.Outcome, row.Problem, row.Status)).OfType<ConnectionSign>()];
        }, cancellationToken);

    /// <summary>Whether a region's gateways may use the connection of this skill.</summary>
    public Task<bool> IsServedAsync(Id<Organisation> organisation, Id<Skill> skill, string regionId, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ValueAsync<bool>(
            """
            select c.regions = '{}' or @regionId = any (c.regions)
            from tenant.skills s join tenant.connections c on c.organisation_id = s.organisation_id and c.id = s.connection_id
            where s.organisation_id = @organisation and s.id = @skill
            """,
            new { organisation = organisation.Value, skill = skill.Value, regionId }, cancellationToken), cancellationToken);

    /// <summary>Whether a region's gateways may use the connection of the skill whose request was approved.</summary>
    public Task<bool> IsServedAsync(Id<Organisation> organisation, Id<Approval> approval, string regionId, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ValueAsync<bool>(
            """
            select c.regions = '{}' or @regionId = any (c.regions)
            from tenant.approvals a
            join tenant.skills s on s.organisation_id = a.organisation_id and s.id = a.skill_id
            join tenant.connections c on c.organisation_id = s.organisation_id and c.id = s.connection_id
            where a.organisation_id = @organisation and a.id = @approval
            """,
            new { organisation = organisation.Value, approval = approval.Value, regionId }, cancellationToken), cancellationToken);

    /// <summary>
    /// Removes a connection that nothing needs any more: no skill that is not revoked, no batch that runs at Claude, no use in the last minutes. Its credentials are destroyed; gateways
    /// follow. Its row stays for what was recorded over it.
    /// </summary>
    public Task<ConnectionRemoval> RemoveAsync(Id<Organisation> organisation, Id<Connection> id, long expected, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            // Locked, so that no skill is made for it meanwhile.
            var values = new { organisation = organisation.Value, id = id.Value, expected, now = clock.GetUtcNow() };
            var found = await connection.FirstAsync<Removing>(
                "select name, version from tenant.connections where organisation_id = @organisation and id = @id and removed_at is null for update", values, cancellationToken);
            if (found is null)
                return new(ConnectionRemovalOutcome.Unknown);
            if (found.Version != expected)
                return new(ConnectionRemovalOutcome.Changed);
            var skills = await connection.ValueAsync<string[]>(
                "select coalesce(array_agg(name order by name), '{}') from tenant.skills where organisation_id = @organisation and connection_id = @id and status <> 'revoked'",
                values, cancellationToken) ?? [];
            var batches = await connection.ValueAsync<long>(
                """
                select count(*) from tenant.message_batches
                where organisation_id = @organisation and connection_id = @id and ended_at is null and deleted_at is null and made_at > @now - interval '1 day'
                """, values, cancellationToken);
            // What was sent a moment ago may have made a batch of which nothing is known here yet.
            var justUsed = await connection.ValueAsync<bool>(
                "select exists (select from tenant.exchanges where organisation_id = @organisation and connection_id = @id and started_at > @now - @rest)",
                new { organisation = organisation.Value, id = id.Value, now = clock.GetUtcNow(), rest = Rest }, cancellationToken);
            if (skills.Length > 0 || batches > 0 || justUsed)
                return new(ConnectionRemovalOutcome.InUse, skills, batches, justUsed);
            await connection.RunAsync(
                """
                update tenant.connections set removed_at = @now, credential_sealed = null, credential_hint = '', credential_checked_at = null, credential_check = null,
                    previous_sealed = null, previous_kind = null, previous_hint = null, previous_since = null, version = version + 1
                where organisation_id = @organisation and id = @id
                """, values, cancellationToken);
            await connection.AuditAsync(clock, actor, "connection.removed", id.Value, new { name = found.Name }, cancellationToken);
            await connection.AppendViewAsync(cancellationToken);
            return new ConnectionRemoval(ConnectionRemovalOutcome.Removed, Told: await connection.AppendFeedAsync("ConnectionChanged", id.Value, new { credential = "removed" }, cancellationToken));
        }, cancellationToken);
    }

    /// <summary>Points a connection elsewhere, with another credential; gateways follow.</summary>
    public Task ReplaceAsync(Id<Organisation> organisation, string id, NewConnection with, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(with);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            await connection.RunAsync(
                """
                update tenant.connections set base_url = @baseUrl, credential_sealed = @sealed, credential_hint = @hint, regions = @regions, credential_kind = 'api_key',
                    credential_since = now(), credential_checked_at = null, credential_check = null, previous_sealed = null, previous_kind = null, previous_hint = null,
                    previous_since = null, version = version + 1
                where organisation_id = @organisation and id = @id
                """,
                new { organisation = organisation.Value, id, baseUrl = with.BaseUrl, @sealed = with.CredentialSealed, hint = with.CredentialHint, regions = with.Regions.ToArray() },
                cancellationToken);
            await connection.AuditAsync(clock, actor, "connection.replaced", id, new { baseUrl = with.BaseUrl }, cancellationToken);
            await connection.AppendViewAsync(cancellationToken);
        }, cancellationToken);
    }

    private static Task<ConnectionView?> FindAsync(NpgsqlConnection connection, Id<Organisation> organisation, string id, CancellationToken cancellationToken) =>
        connection.FirstAsync<ConnectionView>(
            $"select {Columns} from tenant.connections where organisation_id = @organisation and id = @id and removed_at is null",
            new { organisation = organisation.Value, id }, cancellationToken);

    private sealed record Removing(string Name, long Version);

    private sealed record Ended(DateTimeOffset EndedAt, string Outcome, string? Problem, int? Status);
}
