using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Audit;

/// <summary>The audit log of an organisation.</summary>
/// <param name="tenants">The database.</param>
public sealed class AuditStore(TenantDatabase tenants)
{
    /// <summary>Entries, newest first.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="target">Id of what they are about; null for all.</param>
    /// <param name="before">Only entries with a smaller id; null for the newest.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<List<AuditLine>> ListAsync(Id<Organisation> organisation, string? target, string? before, int limit, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<AuditLine>(
            """
            select id, at, actor_name, action, target, detail from tenant.audit_log
            where organisation_id = @organisation and (@target is null or target = @target) and (@before is null or id < @before)
            order by id desc limit @limit
            """,
            new { organisation = organisation.Value, target, before, limit }, cancellationToken), cancellationToken);

    /// <summary>Writes that something was done which changes no row of its own, such as a sign-in.</summary>
    /// <param name="organisation">Where.</param>
    /// <param name="clock">Gives the entry its id.</param>
    /// <param name="actor">Who.</param>
    /// <param name="action">Stable code.</param>
    /// <param name="target">Id of what it was done to.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task AppendAsync(Id<Organisation> organisation, TimeProvider clock, Actor actor, string action, string? target, CancellationToken cancellationToken) =>
        AppendAsync(organisation, clock, actor, action, target, null, cancellationToken);

    /// <inheritdoc cref="AppendAsync(Id{Organisation}, TimeProvider, Actor, string, string?, CancellationToken)"/>
    public Task AppendAsync(
        Id<Organisation> organisation, TimeProvider clock, Actor actor, string action, string? target, object? detail, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.AuditAsync(clock, actor, action, target, detail, cancellationToken), cancellationToken);
}
