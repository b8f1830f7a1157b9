using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Live;

/// <summary>What happened in an organisation, in an order without gaps.</summary>
/// <param name="tenants">The database.</param>
public sealed class FeedStore(TenantDatabase tenants)
{
    /// <summary>Events after a position, oldest first.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="after">The last position that is known already.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<List<FeedEvent>> ReadAsync(Id<Organisation> organisation, long after, int limit, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<FeedEvent>(
            """
            select position, at, kind, subject, payload from tenant.feed
            where organisation_id = @organisation and position > @after
            order by position limit @limit
            """,
            new { organisation = organisation.Value, after, limit }, cancellationToken), cancellationToken);

    /// <summary>The position that the feed has reached; 0 when nothing ever happened.</summary>
    public Task<long> PositionAsync(Id<Organisation> organisation, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ValueAsync<long>(
            "select position from tenant.feed_heads where organisation_id = @organisation",
            new { organisation = organisation.Value }, cancellationToken), cancellationToken);

    /// <summary>Appends an event that changes no row of its own, such as a gateway that came or went.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="kind">What kind of thing happened.</param>
    /// <param name="subject">Id of what it happened to.</param>
    /// <param name="payload">Facts; written as a JSON object in camel case.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<FeedEvent> AppendAsync(Id<Organisation> organisation, string kind, string subject, object payload, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.AppendFeedAsync(kind, subject, payload, cancellationToken), cancellationToken);
}
