using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;

namespace SaaSGate.Postgres.Federation;

/// <summary>Domains of organisations. Several may prove the same: a group and its subsidiaries share addresses.</summary>
/// <param name="tenants">The database.</param>
/// <param name="clock">Gives everything its time.</param>
public sealed class DomainStore(TenantDatabase tenants, TimeProvider clock)
{
    /// <summary>How many an organisation has at most.</summary>
    public const int MostDomains = 200;

    private const string Columns = "id, name, token, proven_at, proven_by, provider_id, required, version";

    /// <summary>Domains, by name.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="after">Name of the last one known; null for the first.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<List<DomainView>> ListAsync(Id<Organisation> organisation, string? after, int limit, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<DomainView>(
            $"select {Columns} from tenant.domains where organisation_id = @organisation and (@after is null or name > @after) order by name limit @limit",
            new { organisation = organisation.Value, after, limit }, cancellationToken), cancellationToken);

    /// <summary>One; null when it is not there.</summary>
    public Task<DomainView?> FindAsync(Id<Organisation> organisation, Id<MailDomain> id, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.FirstAsync<DomainView>(
            $"select {Columns} from tenant.domains where organisation_id = @organisation and id = @id", new { organisation = organisation.Value, id = id.Value }, cancellationToken), cancellationToken);

    /// <summary>Adds one that is not proven yet.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="id">Its id.</param>
    /// <param name="name">In small letters.</param>
    /// <param name="token">What will prove it.</param>
    /// <param name="actor">Who.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<FederationOutcome> CreateAsync(Id<Organisation> organisation, Id<MailDomain> id, string name, string token, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            var parameters = new { organisation = organisation.Value, id = id.Value, name, token, now = clock.GetUtcNow(), actor = actor.Id, most = MostDomains };
            if (await connection.ValueAsync<bool>("select count(*) >= @most from tenant.domains where organisation_id = @organisation", parameters, cancellationToken))
                return FederationOutcome.Full;
            if (await connection.RunAsync(
                """
                insert into tenant.domains (organisation_id, id, name, token, created_at, created_by) values (@organisation, @id, @name, @token, @now, @actor)
                on conflict (organisation_id, name) do nothing
                """, parameters, cancellationToken) == 0)
                return FederationOutcome.NameTaken;
            await connection.AuditAsync(clock, actor, "domain.added", id.Value, new { name }, cancellationToken);
            return FederationOutcome.Done;
        }, cancellationToken);
    }

    /// <summary>Notes that a domain was shown to be the organisation's. What its directory says of addresses there counts from now on, and what people showed when they joined.</summary>
    public Task ProveAsync(Id<Organisation> organisation, Id<MailDomain> id, string by, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            await connection.RunAsync(
                """
                update tenant.domains set proven_at = @now, proven_by = @by, version = version + 1 where organisation_id = @organisation and id = @id;
                update tenant.members m set email_verified = true from tenant.domains d
                where d.organisation_id = @organisation and d.id = @id and m.organisation_id = @organisation and (m.source = 'scim' or m.address_shown) and tenant.domain_of(m.email) = d.name;
                """,
                new { organisation = organisation.Value, id = id.Value, by, now = clock.GetUtcNow() }, cancellationToken);
            await connection.AuditAsync(clock, actor, "domain.proven", id.Value, new { by }, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>Says where a proven domain leads, and whether it leads nowhere else.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="id">Which.</param>
    /// <param name="expected">The version that the author read.</param>
    /// <param name="providerId">The provider; null for none.</param>
    /// <param name="required">Whether passwords open nothing here for its addresses.</param>
    /// <param name="actor">Who.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<FederationOutcome> UpdateAsync(
        Id<Organisation> organisation, Id<MailDomain> id, long expected, string? providerId, bool required, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            var parameters = new { organisation = organisation.Value, id = id.Value, expected, providerId, required };
            if (await connection.FirstAsync<State>(
                "select version, proven_at is not null as proven from tenant.domains where organisation_id = @organisation and id = @id for update", parameters, cancellationToken) is not { } state)
                return FederationOutcome.NotFound;
            if (state.Version != expected)
                return FederationOutcome.Changed;
            if (!state.Proven)
                return FederationOutcome.NotProven;
            if (providerId is not null && !await connection.ValueAsync<bool>(
                "select exists (select from tenant.identity_providers where organisation_id = @organisation and id = @providerId and enabled for share)", parameters, cancellationToken))
                return FederationOutcome.UnknownProvider;
            await connection.RunAsync(
                "update tenant.domains set provider_id = @providerId, required = @required, version = version + 1 where organisation_id = @organisation and id = @id", parameters, cancellationToken);
            await connection.AuditAsync(clock, actor, "domain.changed", id.Value, new { providerId, required }, cancellationToken);
            return FederationOutcome.Done;
        }, cancellationToken);
    }

    /// <summary>Removes one. False when it is not there.</summary>
    public Task<bool> DeleteAsync(Id<Organisation> organisation, Id<MailDomain> id, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            if (await connection.RunAsync("delete from tenant.domains where organisation_id = @organisation and id = @id", new { organisation = organisation.Value, id = id.Value }, cancellationToken) == 0)
                return false;
            await connection.AuditAsync(clock, actor, "domain.removed", id.Value, null, cancellationToken);
            return true;
        }, cancellationToken);
    }

    /// <summary>People whose address is of a domain.</summary>
    public Task<List<string>> ListPeopleAsync(Id<Organisation> organisation, string name, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection => (await connection.ListAsync<PersonRow>(
            "select user_id from tenant.members where organisation_id = @organisation and tenant.domain_of(email) = @name and roles <> '{}'",
            new { organisation = organisation.Value, name }, cancellationToken)).ConvertAll(row => row.UserId), cancellationToken);

    private sealed record State(long Version, bool Proven);

    private sealed record PersonRow(string UserId);
}
