using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Policies;

/// <summary>Policies and their versions. A version is never changed: an edit is a new one.</summary>
/// <param name="tenants">The database.</param>
/// <param name="clock">Gives audit entries their time.</param>
public sealed class PolicyStore(TenantDatabase tenants, TimeProvider clock)
{
    private static readonly string Select = $"""
        select p.id, p.name, p.active_version, v.document, v.created_at as updated_at, {ActorNames.Of("v.created_by")} as updated_by_name
        from tenant.policies p
        join tenant.policy_versions v on v.organisation_id = p.organisation_id and v.policy_id = p.id and v.version = p.active_version
        """;

    /// <summary>Policies, by name.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="after">Name of the last one known; null for the first.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<List<PolicyView>> ListAsync(Id<Organisation> organisation, string? after, int limit, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<PolicyView>(
            $"{Select} where p.organisation_id = @organisation and (@after is null or p.name > @after) order by p.name limit @limit",
            new { organisation = organisation.Value, after, limit }, cancellationToken), cancellationToken);

    /// <summary>A policy with its version in force; null when it is not there.</summary>
    public Task<PolicyView?> FindAsync(Id<Organisation> organisation, string id, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => FindAsync(connection, organisation, id, cancellationToken), cancellationToken);

    /// <summary>A version's rules as they were written; null when there is no such version.</summary>
    public Task<string?> FindDocumentAsync(Id<Organisation> organisation, string id, long version, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ValueAsync<string>(
            "select document from tenant.policy_versions where organisation_id = @organisation and policy_id = @id and version = @version",
            new { organisation = organisation.Value, id, version }, cancellationToken), cancellationToken);

    /// <summary>Makes a policy with its first version in force; gateways follow.</summary>
    /// <exception cref="PostgresException">The name is taken.</exception>
    public Task<PolicyView> CreateAsync(Id<Organisation> organisation, Id<Policy> id, string name, string document, Actor actor, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection =>
        {
            await connection.RunAsync(
                "insert into tenant.policies (organisation_id, id, name) values (@organisation, @id, @name)",
                new { organisation = organisation.Value, id = id.Value, name }, cancellationToken);
            await ActivateAsync(connection, organisation, id.Value, 1, document, actor, cancellationToken);
            return (await FindAsync(connection, organisation, id.Value, cancellationToken))!;
        }, cancellationToken);

    /// <summary>Puts a new version in force where the one that the author read still is; gateways follow.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="id">Which policy.</param>
    /// <param name="expected">The version that the author read.</param>
    /// <param name="document">The rules, checked already.</param>
    /// <param name="actor">Who writes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The policy and the event of the feed; null when another version came first, or there is no such policy.</returns>
    public Task<(PolicyView Policy, FeedEvent Event)?> UpdateAsync(
        Id<Organisation> organisation, string id, long expected, string document, Actor actor, CancellationToken cancellationToken) =>
        tenants.InTenantAsync<(PolicyView, FeedEvent)?>(organisation, async connection =>
        {
            var locked = await connection.ValueAsync<long>(
                "select active_version from tenant.policies where organisation_id = @organisation and id = @id for update",
                new { organisation = organisation.Value, id }, cancellationToken);
            if (locked != expected)
                return null;
            var appended = await ActivateAsync(connection, organisation, id, expected + 1, document, actor, cancellationToken);
            return ((await FindAsync(connection, organisation, id, cancellationToken))!, appended);
        }, cancellationToken);

    private async Task<FeedEvent> ActivateAsync(
        NpgsqlConnection connection, Id<Organisation> organisation, string id, long version, string document, Actor actor, CancellationToken cancellationToken)
    {
        await connection.RunAsync(
            """
            insert into tenant.policy_versions (organisation_id, policy_id, version, document, created_by) values (@organisation, @id, @version, @document, @actor);
            update tenant.policies set active_version = @version where organisation_id = @organisation and id = @id;
            """,
            new { organisation = organisation.Value, id, version, document, actor = actor.Id }, cancellationToken);
        await connection.AuditAsync(clock, actor, "policy.activated", id, new { version }, cancellationToken);
        await connection.AppendViewAsync(cancellationToken);
        return await connection.AppendFeedAsync("PolicyChanged", id, new { version }, cancellationToken);
    }

    private static Task<PolicyView?> FindAsync(NpgsqlConnection connection, Id<Organisation> organisation, string id, CancellationToken cancellationToken) =>
        connection.FirstAsync<PolicyView>($"{Select} where p.organisation_id = @organisation and p.id = @id", new { organisation = organisation.Value, id }, cancellationToken);
}
