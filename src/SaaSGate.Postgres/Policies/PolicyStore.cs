using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Policies;

/// <summary>Policies. What becomes of their versions: <see cref="PolicyVersionStore"/>.</summary>
/// <param name="tenants">The database.</param>
/// <param name="clock">Gives audit entries their time.</param>
public sealed class PolicyStore(TenantDatabase tenants, TimeProvider clock)
{
    private static readonly string Select = $"""
        select p.id, p.name, p.scope, coalesce(p.active_version, 0) as active_version, n.version as latest_version, n.state as latest_state, p.shadow_version, p.revision,
            p.archived_at, {ActorNames.Of("p.archive_asked_by")} as archive_asked_by_name, v.document, v.created_at as updated_at, {ActorNames.Of("v.created_by")} as updated_by_name
        from tenant.policies p
        cross join lateral (
            select v.version, {PolicyWrites.State} as state from tenant.policy_versions v
            where v.organisation_id = p.organisation_id and v.policy_id = p.id order by v.version desc limit 1) n
        join tenant.policy_versions v on v.organisation_id = p.organisation_id and v.policy_id = p.id and v.version = coalesce(p.active_version, n.version)
        """;

    /// <summary>Policies, by name.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="after">Name of the last one known; null for the first.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="archived">Whether those that were archived are listed too.</param>
    public Task<List<PolicyView>> ListAsync(
        Id<Organisation> organisation, string? after, int limit, CancellationToken cancellationToken, bool archived = false) => tenants.InTenantAsync(organisation, async connection =>
        {
            var policies = await connection.ListAsync<PolicyView>(
                $"""
                {Select} where p.organisation_id = tenant.current_organisation() and (@after is null or p.name > @after) and (@archived or p.archived_at is null)
                order by p.name limit @limit
                """,
                new { after, limit, archived }, cancellationToken);
            return await WithFaultsAsync(connection, policies, cancellationToken);
        }, cancellationToken);

    /// <summary>All that are in force, by name.</summary>
    public Task<List<ActivePolicy>> ListActiveAsync(Id<Organisation> organisation, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<ActivePolicy>(
            """
            select p.id, p.name, p.scope, v.version, v.document, p.shadow_version from tenant.policies p
            join tenant.policy_versions v on v.organisation_id = p.organisation_id and v.policy_id = p.id and v.version = p.active_version
            where p.organisation_id = tenant.current_organisation() and p.archived_at is null order by p.name
            """, null, cancellationToken), cancellationToken);

    /// <summary>A policy, archived or not; null when it is not there.</summary>
    public Task<PolicyView?> FindAsync(Id<Organisation> organisation, string id, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => FindAsync(connection, id, cancellationToken), cancellationToken);

    /// <summary>A skill; null when there is no such one.</summary>
    public Task<PolicySkill?> FindSkillAsync(Id<Organisation> organisation, string skill, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.FirstAsync<PolicySkill>(
            "select name, labels from tenant.skills where organisation_id = tenant.current_organisation() and id = @skill", new { skill }, cancellationToken), cancellationToken);

    /// <summary>A version's rules as they were written; null when there is no such version.</summary>
    public Task<string?> FindDocumentAsync(Id<Organisation> organisation, string id, long version, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ValueAsync<string>(
            "select document from tenant.policy_versions where organisation_id = @organisation and policy_id = @id and version = @version",
            new { organisation = organisation.Value, id, version }, cancellationToken), cancellationToken);

    /// <summary>Makes a policy with its first version in force; gateways follow.</summary>
    /// <exception cref="InvalidOperationException">The name is taken.</exception>
    public Task<PolicyView> CreateAsync(Id<Organisation> organisation, Id<Policy> id, string name, string document, Actor actor, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection =>
        {
            var by = new PolicyActor(actor.Id, actor, SignedIn: false);
            if (await AddAsync(connection, id.Value, name, new(document, "organisation", null, null), by, cancellationToken) == 0)
                throw new InvalidOperationException($"There is a policy named {name} already.");
            await connection.ActivateAsync(clock, id.Value, 1, by, cancellationToken);
            return (await FindAsync(connection, id.Value, cancellationToken))!;
        }, cancellationToken);

    /// <summary>Makes a policy whose first version is a draft: nothing is in force.</summary>
    /// <returns>The policy and the event of the feed; null where the name is taken.</returns>
    public Task<(PolicyView Policy, FeedEvent Event)?> CreateDraftAsync(
        Id<Organisation> organisation, Id<Policy> id, string name, NewPolicyVersion first, PolicyActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync<(PolicyView, FeedEvent)?>(organisation, async connection =>
        {
            if (await AddAsync(connection, id.Value, name, first, actor, cancellationToken) == 0)
                return null;
            var appended = await connection.ChangedAsync(clock, id.Value, actor, "policy.created", new { name, first.Scope }, seen: false, cancellationToken);
            return ((await FindAsync(connection, id.Value, cancellationToken))!, appended);
        }, cancellationToken);
    }

    /// <summary>Gives a policy another name; gateways follow, since names order policies.</summary>
    public Task<(PolicyOutcome Outcome, FeedEvent? Event)> RenameAsync(
        Id<Organisation> organisation, string id, long expected, string name, PolicyActor actor, CancellationToken cancellationToken) =>
        ChangeAsync(organisation, id, expected, async (connection, _) =>
        {
            var renamed = await connection.RunAsync(
                """
                update tenant.policies p set name = @name, revision = revision + 1 where organisation_id = tenant.current_organisation() and id = @id
                  and not exists (select from tenant.policies o where o.organisation_id = p.organisation_id and o.name = @name and o.id <> p.id)
                """,
                new { id, name }, cancellationToken);
            return renamed == 0
                ? (PolicyOutcome.NameTaken, null)
                : (PolicyOutcome.Done, await connection.ChangedAsync(clock, id, actor, "policy.renamed", new { name }, seen: true, cancellationToken));
        }, cancellationToken);

    /// <summary>Takes a policy out of force for good. Where two persons are asked for, the first only asks.</summary>
    public Task<(PolicyOutcome Outcome, FeedEvent? Event)> ArchiveAsync(
        Id<Organisation> organisation, string id, long expected, PolicyActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return ChangeAsync(organisation, id, expected, async (connection, policy) =>
        {
            if (policy is { SecondPerson: true, ActiveVersion: > 0 } && (policy.ArchiveAskedBy is null || policy.ArchiveAskedBy == actor.PersonId || !actor.SignedIn))
            {
                if (policy.ArchiveAskedBy is not null)
                    return (PolicyOutcome.AnotherPerson, null);
                await connection.RunAsync(
                    """
                    update tenant.policies set archive_asked_by = @person, archive_asked_at = @now, revision = revision + 1
                    where organisation_id = tenant.current_organisation() and id = @id
                    """,
                    new { id, person = actor.PersonId, now = clock.GetUtcNow() }, cancellationToken);
                return (PolicyOutcome.Asked, await connection.ChangedAsync(clock, id, actor, "policy.archive_asked", new { }, seen: false, cancellationToken));
            }

            await connection.RunAsync(
                """
                update tenant.policies set archived_at = @now, archived_by = @person, active_version = null, shadow_version = null, revision = revision + 1
                where organisation_id = tenant.current_organisation() and id = @id;
                delete from tenant.policy_faults where organisation_id = tenant.current_organisation() and policy_id = @id;
                """,
                new { id, person = actor.PersonId, now = clock.GetUtcNow() }, cancellationToken);
            return (PolicyOutcome.Done, await connection.ChangedAsync(clock, id, actor, "policy.archived", new { version = policy.ActiveVersion }, seen: true, cancellationToken));
        }, cancellationToken);
    }

    /// <summary>Makes a change of a policy that is still as its author read it, and not archived.</summary>
    private Task<(PolicyOutcome Outcome, FeedEvent? Event)> ChangeAsync(
        Id<Organisation> organisation, string id, long expected, Func<NpgsqlConnection, PolicyWrites.LockedPolicy, Task<(PolicyOutcome, FeedEvent?)>> change,
        CancellationToken cancellationToken) => tenants.InTenantAsync<(PolicyOutcome, FeedEvent?)>(organisation, async connection => await connection.LockAsync(id, cancellationToken) switch
        {
            null => (PolicyOutcome.NotThere, null),
            { Archived: true } => (PolicyOutcome.WrongState, null),
            var policy when policy.Revision != expected => (PolicyOutcome.Changed, null),
            var policy => await change(connection, policy),
        }, cancellationToken);

    /// <returns>1, or 0 where the name is taken.</returns>
    private static async Task<int> AddAsync(
        NpgsqlConnection connection, string id, string name, NewPolicyVersion first, PolicyActor actor, CancellationToken cancellationToken)
    {
        var added = await connection.RunAsync(
            "insert into tenant.policies (organisation_id, id, name, scope) values (tenant.current_organisation(), @id, @name, @Scope) on conflict (organisation_id, name) do nothing",
            new { id, name, first.Scope }, cancellationToken);
        if (added > 0)
            await connection.AddVersionAsync(id, first, actor, cancellationToken);
        return added;
    }

    private static async Task<PolicyView?> FindAsync(NpgsqlConnection connection, string id, CancellationToken cancellationToken)
    {
        var policies = await connection.ListAsync<PolicyView>($"{Select} where p.organisation_id = tenant.current_organisation() and p.id = @id", new { id }, cancellationToken);
        return (await WithFaultsAsync(connection, policies, cancellationToken)).SingleOrDefault();
    }

    private static async Task<List<PolicyView>> WithFaultsAsync(NpgsqlConnection connection, List<PolicyView> policies, CancellationToken cancellationToken)
    {
        var faults = await connection.ListAsync<Fault>(
            """
            select policy_id, gateway_id, version, kept_version, message, since from tenant.policy_faults
            where organisation_id = tenant.current_organisation() and policy_id = any (@ids) order by since, gateway_id
            """,
            new { ids = policies.ConvertAll(policy => policy.Id) }, cancellationToken);
        var known = faults.ToLookup(fault => fault.PolicyId, fault => new PolicyFault(fault.GatewayId, fault.Version, fault.KeptVersion, fault.Message, fault.Since));
        return faults.Count == 0 ? policies : policies.ConvertAll(policy => policy with { Faults = [.. known[policy.Id]] });
    }

    private sealed record Fault(string PolicyId, string GatewayId, long Version, long? KeptVersion, string Message, DateTimeOffset Since);
}
